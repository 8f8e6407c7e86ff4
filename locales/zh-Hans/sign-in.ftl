# Signing in, and coming from a portal.
sign-in-title = 登录
sign-in-identifier = 电子邮件地址或账户
sign-in-password = 密码
sign-in-button = 登录
sign-in-identifier-missing = 请输入您的电子邮件地址或账户。
sign-in-password-missing = 请输入您的密码，最长 1024 字节。
sign-in-wrong = 电子邮件地址、账户或密码不正确。
sign-in-wait = 尝试次数过多，请在 { $seconds } 秒后重试。
session-over = 本次访问已结束
session-over-text = 您之前的操作不会丢失。请从您的门户重新进入。
entry-used = 此链接已失效
entry-used-text = 链接只能使用一次，且须在一分钟内打开。请返回您的门户，重新打开此页面。
forged = 提交未被接受
forged-text = 此表单不是从本浏览器的这个页面提交的，或者页面已过期。没有任何内容被更改，请重新打开页面再操作一次。
