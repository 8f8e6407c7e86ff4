# The setup, step by step.
setup-progress = 设置步骤
setup-step = 第 { $step } 步，共 { $count } 步
setup-step-method = 方式
setup-step-password = 密码
setup-step-code = 验证码
setup-step-okay = { okay-button }
setup-give-up = 放弃设置

# 1. The methods.
methods-title = 选择方式
methods-text = 您希望以哪种方式接收验证码？
methods-email = 电子邮件验证
methods-email-text = 验证码将通过电子邮件发送到 { $address }。
methods-address-check = 您仍在使用这个邮箱吗？如果不是，请先更改账户的电子邮件地址。
methods-hosted = 邮箱 { $address } 由本账户托管。一旦账户被暂停或您无法登录，验证码就会发到您无法查看的邮箱。建议您先为账户换一个电子邮件地址，再继续设置。

# 2. The password.
password-title = 确认密码
password-text = 请输入账户密码。随后我们会将验证码发送到 { $address }。
password-label = 账户密码
password-show = 显示
password-hide = 隐藏
password-confirm = 确认
password-missing = 请输入账户密码。
password-too-long = 密码最长 1024 字节。
password-wrong = 账户密码不正确。{ $left ->
    [0] 已没有剩余次数。
   *[other] 还可以尝试 { $left } 次。
}
password-locked = 密码错误次数过多，请在 { $until }之后重试。

# 3. The code.
code-title = 输入验证码
code-text = 验证码将发送到 { $address }。请同时查看垃圾邮件文件夹。
code-later = 您的账户目前已达到验证码数量上限。可以再次发送时，请申请将验证码发送到 { $address }。
code-label = 邮件中的验证码
code-hint = { $digits } 位数字，可以带空格。
code-verify = 验证
code-works-until = 验证码在 { $until }之前有效。
code-time-left = 还剩 { $time }
code-tries-left = 还可以尝试 { $left } 次。
code-queued = 邮件正在发送。
code-sent = 邮件服务器已接收邮件，邮件应该已到达您的邮箱。
code-not-sent-refused = 您邮箱的邮件服务器拒收了这封邮件。请检查地址是否正确、邮箱是否已满。
code-not-sent-mailbox-unknown = 邮件服务器表示该邮箱不存在或不接收邮件，请检查账户的电子邮件地址。
code-not-sent-mailbox-full = 该邮箱已满，邮件服务器因此拒收了这封邮件。请先清理邮箱，然后重新发送验证码。
code-not-sent-against-rules = 您邮箱的邮件服务器按照其规则（例如反垃圾邮件规则）拒收了这封邮件。请在该邮箱中允许来自 { $from } 的邮件，或为账户换用其他电子邮件地址。
code-not-sent-expired = 邮件未能在验证码过期前送达，请重新发送。
code-not-sent-superseded = 由于已生成新的验证码，这封邮件未发送。
code-not-sent-address-changed = 由于账户的电子邮件地址已更改，这封邮件未发送。
code-not-sent-mailbox-limit = 这个邮箱今天收到的邮件已达上限，请明天再试。
code-not-sent-erased = 邮件未发送。
code-send-again = 重新发送
code-new-to = 新的验证码将发送到 { $address }。
code-new-now = 现在可以发送新的验证码。
code-send-again-at = { $at } 起可以重新发送验证码。
code-send-again-now = 没有收到？现在可以重新发送验证码。
code-sent-again = 新的验证码正在发送。只有最新的验证码有效。
code-missing = 请输入邮件中的验证码。
code-malformed = 验证码是 { $digits } 位数字，请检查您的输入。
code-wrong = 验证码错误。{ $left ->
    [0] 此验证码不能再尝试，请重新发送。
   *[other] 还可以尝试 { $left } 次。
}
code-expired = 此验证码已过期，请重新发送。
code-superseded = 已于 { $at }发送新的验证码，请使用新的验证码。{ $left ->
    [0] 新的验证码不能再尝试，请重新发送。
   *[other] 还可以尝试 { $left } 次。
}
code-used-up = 此验证码不能再尝试，请重新发送。
code-address-changed = 账户的电子邮件地址已更改，此验证码不再有效，请重新发送。
code-none = 还没有验证码，请先发送。
code-locked = 验证码错误次数过多。在 { $until }之前不接受任何验证码。
code-too-soon = 请稍候，{ $at }起可以重新发送验证码。
code-help = 没有收到验证码？

# 4. Okay.
okay-title = 验证码正确
okay-text = 已确认 { $address } 是您的邮箱。点击“{ okay-button }”以启用双重身份验证。
okay-warning = 双重身份验证尚未启用。请在 { $until }之前完成设置。
okay-button = 好的

# The end.
success-title = 双重身份验证已启用
success-text = 从现在起，访问账单数据和云资源需要输入我们发送到 { $address } 的验证码。确认邮件正在发往该邮箱。
success-back = 返回{ security-title }
unfinished-title = 设置未完成
unfinished-text = 设置时间已过。双重身份验证未启用。
cancelled-title = 设置已放弃
cancelled-text = 双重身份验证未启用。
locked-title = 设置已终止
locked-text = 验证码错误次数过多。双重身份验证未启用。
disabled-title = 双重身份验证已重新关闭
disabled-text = 此次设置启用了双重身份验证，之后又被关闭。您的账户仅受密码保护。
ended-again = 重新开始
setup-too-soon = 您开始设置的次数过多，请在 { $at }之后重新开始。
setup-suspended = 此账户已暂停，不能更改安全设置。请联系我们的支持团队。
