# The words everything else is made of. One concept, one word.
two-factor = 双重身份验证
email-method = 电子邮件验证
account-security = 账户安全
