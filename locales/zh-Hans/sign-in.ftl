# Signing in, and coming from a portal.
sign-in-title = 登录
sign-in-identifier = 电子邮件地址或账户
sign-in-password = 密码
sign-in-button = 登录
sign-in-identifier-missing = 请输入您的电子邮件地址或账户。
sign-in-password-missing = 请输入您的密码,最多 1024 字节。
sign-in-wrong = 电子邮件地址、账户或密码不正确。
sign-in-wait = 尝试次数过多。请在 { $seconds } 秒后再试。
session-over = 您的访问已结束
session-over-text = 没有任何内容丢失。请从您的门户重新进入。
entry-used = 此链接已失效
entry-used-text = 链接只能使用一次,且一分钟内有效。请返回您的门户,重新打开该页面。
forged = 此表单未被接受
forged-text = 它不是从此浏览器的这个页面发送的,或者页面已过期。请重新打开页面并重复刚才的操作;没有任何更改。
