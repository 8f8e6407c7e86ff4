# A moment as clocks and calendars show it. $weekday is 1 on Monday and 7 on Sunday, $clock is the
# time of day, $zone the zone's name, $offset its distance from UTC, $time the time with its zone.

time-in-zone = { $clock } ({ $zone }, UTC{ $offset })
time-in-utc = { $clock } (UTC)
date-and-time = { weekday-name }, { $day } { month-name } { $year }, { $time }

weekday-name = { $weekday ->
    [1] Isnin
    [2] Selasa
    [3] Rabu
    [4] Khamis
    [5] Jumaat
    [6] Sabtu
   *[7] Ahad
}

month-name = { $month ->
    [1] Januari
    [2] Februari
    [3] Mac
    [4] April
    [5] Mei
    [6] Jun
    [7] Julai
    [8] Ogos
    [9] September
    [10] Oktober
    [11] November
   *[12] Disember
}

# How long something lasts, in whole minutes where it does.
minutes-long = { $minutes } minit
seconds-long = { $seconds } saat
