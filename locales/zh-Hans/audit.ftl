# 审计员的页面。
audit-sign-in-title = 审计员登录
audit-sign-in-text = 这些页面显示账户的安全历史，并加以证明。使用审计员的 API 密钥即可打开。
audit-key = API 密钥
audit-key-wrong = 这不是正在使用的审计员密钥。
audit-title = 查看历史
audit-text = 可以按账户、按时间或同时按两者搜索。您查看的一切都会连同您的姓名和理由一起记录下来。
audit-account-hint = 请准确输入账户编号。
audit-account-unfit = 账户编号由 1 至 64 个字母、数字和字符 . _ ~ - 组成
audit-from = 起始时间（UTC）
audit-to = 结束时间（UTC）
audit-time-hint = 只输入时间，则会找到当时有事件的账户。
audit-time-unfit = 请输入日期和时间，例如 2026-11-24 06:33。
audit-times-swapped = 结束时间早于起始时间。
audit-nothing-given = 请输入账户或时间。
audit-reason = 您为什么查看？
audit-reason-hint = 工单号或几个字，最多 200 个字符。其他查看此历史的人会看到。
audit-reason-unfit = 请用 1 至 200 个字符说明您为什么查看。
audit-search = 搜索
audit-search-again = 搜索其他内容
audit-read-for = 查看理由：{ $reason }
audit-when-ever = 从最初到现在。
audit-when-from = 从 { $from } 起。
audit-when-to = 到 { $to } 为止。
audit-when-between = 从 { $from } 到 { $to }。

# 某段时间的账户。
audit-found-title = 有事件的账户
audit-found-none = 当时没有任何账户发生事件。
audit-found-events = { $events ->
   *[other] { $events } 个事件
}
audit-found-more = 更多账户
audit-found-cut = 这段时间内发生的事件太多，只查找了 { $at } 之前的事件。请缩短搜索的时间。

# 账户的历史。
audit-history-title = 账户的历史
audit-history-of = { $account } 的历史
audit-no-account = 没有这样的账户：从来没有任何事件属于这个编号。
audit-state-title = 此事件时的账户安全状态
audit-state-show = 显示
audit-event-number = 第 { $number } 个事件，共 { $last } 个
audit-position = 位置 { $position }
audit-state-off = 已关闭
audit-state-setting-up = 已关闭；正在设置
audit-state-awaits-okay = 已关闭；邮箱已得到证明，尚未点击“{ okay-button }”
audit-state-on = 自 { $since } 起已启用
audit-codes-go-to = 验证码发送到
audit-codes-to-proven = 经验证码证明的邮箱
audit-codes-to-contact = 联系地址
audit-codes-to-nobody = 无人
audit-lock-codes = 因验证码错误的锁定
audit-lock-passwords = 因密码错误的锁定
audit-locked-until = 锁定至 { $until }
audit-not-locked = 未锁定
audit-timeline = 时间线
audit-timeline-none = 该账户当时没有事件。
audit-unreadable = 无法读取此事件
audit-earlier = 更早的事件
audit-later = 更晚的事件
audit-from-device = 设备 { $value }
audit-from-language = 语言 { $value }
audit-from-mailbox = 邮箱服务商 { $value }
audit-from-request = 请求 { $value }

# 证明。
audit-signed-up-to = 日志已签名到位置 { $position }。以下每项证明都是刚刚核对的。
audit-signed-nothing = 日志尚无任何部分签名。
audit-proven = 已证明
audit-not-yet-signed = 尚未签名
audit-overdue = 未签名，而此时本应已签名
audit-not-proven = 未能证明
audit-forged-checkpoint = 最新的检查点不是由此日志的密钥签名的。以下内容均未得到证明。
audit-alarm-not-proven = { $count ->
   *[other] 此页上有 { $count } 个事件与当初签名的不同。有人更改了日志。
}
audit-alarm-missing = 历史不完整：缺少该账户的第 { $number } 个事件。
audit-alarm-unreadable = 无法读取位置 { $number } 上的事件。此后时间的内容均未计入它。
audit-alarm-cut = 该账户的事件多于此页所显示的。请用命令行取得它的历史。

# 带走。
audit-export-title = 带走历史
audit-export-text = 证据包包含该账户每个已签名的事件及其证明。拥有它的人无需我们即可验证：
audit-export-key = 请将此密钥与您通过其他途径得到的密钥比对：伪造历史的人也会伪造这里所写的内容。
audit-export = 下载证据包

# 谁查看过。
audit-readers = 谁查看过此历史
audit-means-history = 通过 API 读取了历史
audit-means-log = 通过 API 读取了日志
audit-means-replay = 在命令行重放了历史
audit-means-diff = 在命令行比较了两个时刻
audit-means-export = 取走了证据包
audit-means-page = 查看了这些页面
