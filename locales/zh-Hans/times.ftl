# A moment as clocks and calendars show it. $weekday is 1 on Monday and 7 on Sunday, $clock is the
# time of day, $zone the zone's name, $offset its distance from UTC, $time the time with its zone.

time-in-zone = { $clock }（{ $zone }，UTC{ $offset }）
time-in-utc = { $clock }（UTC）
date-and-time = { $year }年{ month-name }{ $day }日{ weekday-name } { $time }

weekday-name = { $weekday ->
    [1] 星期一
    [2] 星期二
    [3] 星期三
    [4] 星期四
    [5] 星期五
    [6] 星期六
   *[7] 星期日
}

month-name = { $month ->
    [1] 1月
    [2] 2月
    [3] 3月
    [4] 4月
    [5] 5月
    [6] 6月
    [7] 7月
    [8] 8月
    [9] 9月
    [10] 10月
    [11] 11月
   *[12] 12月
}

# How long something lasts, in whole minutes where it does.
minutes-long = { $minutes } 分钟
seconds-long = { $seconds } 秒
