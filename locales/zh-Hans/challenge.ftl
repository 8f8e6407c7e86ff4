# Being asked for a code: to sign in, to reach what is protected, to turn two-factor off.
challenge-title-sign-in = 输入验证码以登录
challenge-title-step-up = 输入验证码以继续
challenge-title-disable = 输入验证码以关闭双重身份验证
challenge-cancel = 取消
challenge-over-title = 不再要求输入验证码
challenge-over-text = 输入验证码的时间已过，或者验证已终止。没有任何更改。
challenge-locked-title = 验证码已锁定
challenge-again = 重新申请验证码

# Signing in.
sign-in-code-locked = 验证码错误次数过多，锁定至 { $until }。我们的支持团队可以提前解除锁定。
sign-in-suspended = 此账户已暂停。请联系我们的支持团队。

# What is protected.
service-nav = 服务
service-billing = 账单
service-billing-text = 门户网站在此显示您的发票和付款方式。
service-cloud-instances = 云实例
service-cloud-instances-text = 门户网站在此显示您的云实例。
service-gpu-servers = GPU 服务器
service-gpu-servers-text = 门户网站在此显示您的 GPU 服务器。
service-email-hosting = 邮件托管
service-email-hosting-text = 门户网站在此显示您的域名和邮箱。
service-open-until = 您刚刚输入过验证码，因此此页面在 { $until }之前保持可用。
service-unprotected = 此页面仅受密码保护。启用双重身份验证后，还需要输入发送到您邮箱的验证码。
step-up-title = 确认是您本人
step-up-text = “{ $page }”受双重身份验证保护。打开之前，我们会向 { $address } 发送验证码。
step-up-send = 向我发送验证码
step-up-back = 暂不

# Turning it off.
turn-off = 关闭
turn-off-title = 关闭双重身份验证
turn-off-text = 关闭后，您的账户仅受密码保护。如需关闭，请输入我们发送到 { $address } 的验证码，然后输入密码。
turn-off-send = 向我发送验证码
turn-off-keep = 保持启用
turn-off-password-title = 确认密码以关闭
turn-off-password-text = 验证码正确。双重身份验证仍处于启用状态。请在 { $until }之前输入您的密码。
turn-off-done-title = 双重身份验证已关闭
turn-off-done-text = 您的账户现在仅受密码保护。相关邮件正在发送到 { $address }。
