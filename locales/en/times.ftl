# A moment as clocks and calendars show it. $weekday is 1 on Monday and 7 on Sunday, $clock is the
# time of day, $zone the zone's name, $offset its distance from UTC, $time the time with its zone.

time-in-zone = { $clock } ({ $zone }, UTC{ $offset })
time-in-utc = { $clock } (UTC)
date-and-time = { weekday-name } { $day } { month-name } { $year }, { $time }

weekday-name = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}

month-name = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}

# How long something lasts, in whole minutes where it does.
minutes-long = { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}
seconds-long = { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}
