# What stands on every page.
page-title = { $page } · { $brand }
page-skip = 跳到正文
page-user-menu = { $name } 的菜单
page-my-account = 我的账户
page-tabs = { page-my-account }的各个部分
page-overview = 概览
page-sign-out = 退出登录
page-back-to-portal = 返回门户
page-signed-in-as = 您正在管理账户 { $account }。
page-help = 双重身份验证帮助
page-support = 如需帮助，请联系我们的支持团队：{ $address }，热线 { $hotline }。
page-not-found = 页面不存在
page-not-found-text = 地址可能输入有误，或者页面已不存在。
page-unavailable = 暂时无法访问
page-unavailable-text = 我们的部分服务暂时不可用。您之前的操作不会丢失，账户的保护也保持不变。请稍后重试。
page-try-again = 重试
page-account-gone = 此账户不能再在这里使用。

# My Account.
account-name = 姓名
account-id = 账户
account-email = 电子邮件地址
account-language = 语言
account-time-zone = 时区
account-not-given = 未填写

# Account Security.
security-title = 账户安全
security-two-factor = 双重身份验证
security-off = 未启用
security-off-text = 您的账户目前只有密码保护。启用双重身份验证后，访问账单数据和云资源还需要输入发送到您邮箱的验证码。
security-setting-up = 正在设置
security-setting-up-text = 您已开始为 { $address } 设置双重身份验证，目前尚未启用。
security-on = 已启用
security-on-text = 验证码发送到 { $address }。启用时间：{ $since }。
security-set-up = 设置双重身份验证
security-continue = 继续设置
security-locked = 在 { $until }之前不能输入验证码或密码。我们的支持团队可以提前解除锁定。
security-activity = 最近的安全活动
security-activity-zone = 时间均为 { $zone } 时区。
security-activity-none = 还没有任何活动。

# What happened, in plain words.
activity-account-registered = 账户已注册
activity-address-changed = 电子邮件地址已更改
activity-profile-changed = 姓名、语言或时区已更改
activity-password-changed = 密码已更改
activity-account-suspended = 账户已暂停
activity-account-reinstated = 账户已恢复
activity-locked-codes = 验证码错误次数过多，锁定至 { $until }
activity-locked-passwords = 密码错误次数过多，锁定至 { $until }
activity-account-unlocked = 支持团队已解除锁定
activity-account-erased = 账户已删除
activity-setup-started = 已开始设置双重身份验证
activity-password-verified = 密码已确认
activity-password-rejected = 设置时输入了错误的密码
activity-code-issued = 已生成验证码
activity-code-sent = 邮件服务器已接收验证码邮件
activity-code-not-sent = 验证码邮件未能送达
activity-code-rejected = 输入了错误的验证码
activity-code-superseded = 在新的验证码发送之后输入了旧验证码
activity-code-confirmed = 输入了正确的验证码
activity-activated = 双重身份验证已启用
activity-setup-cancelled = 设置已放弃
activity-setup-expired = 设置未在规定时间内完成
activity-setup-locked = 验证码错误次数过多，设置已终止
activity-disabled = 双重身份验证已关闭
activity-challenge-sign-in = 登录时要求输入验证码
activity-challenge-step-up = 访问受保护的内容时要求输入验证码
activity-challenge-disable = 关闭双重身份验证时要求输入验证码
activity-challenge-cancelled = 已放弃输入验证码
activity-challenge-expired = 未在规定时间内输入正确的验证码
activity-challenge-locked = 验证码错误次数过多，不再接受验证码
