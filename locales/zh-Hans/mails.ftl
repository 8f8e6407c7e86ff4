# What the mails say. $brand is the company, $support and $hotline are its support team's mail
# address and telephone number, $time is a time with its zone. No code is ever put into a text.

## Every mail

mail-greeting = { $name }，您好！
mail-greeting-nameless = 您好！
mail-support = 需要帮助？请发送邮件至 { $support } 联系我们的支持团队，或拨打热线 { $hotline }。

## The code

code-mail-subject = 您的 { $brand } 电子邮件验证码
code-mail-preheader = 验证码仅可使用一次，有效期至 { $time }。请勿告诉任何人。
code-mail-purpose = 请在要求输入验证码的页面上输入以下电子邮件验证码，为您的 { $brand } 账户启用双重身份验证：
code-mail-purpose-sign-in = 请在要求输入验证码的页面上输入以下电子邮件验证码，登录您的 { $brand } 账户：
code-mail-purpose-step-up = 请在要求输入验证码的页面上输入以下电子邮件验证码，访问您的 { $brand } 账户中受保护的内容：
code-mail-purpose-disable = 请在要求输入验证码的页面上输入以下电子邮件验证码，为您的 { $brand } 账户关闭双重身份验证：
code-mail-validity = 此验证码仅可使用一次，有效期至 { $time }。如果您申请了多个验证码，只有最新的一个有效。
code-mail-secrecy = 我们的员工绝不会向您索要此验证码。请勿告诉任何人。
code-mail-not-you = 如果这不是您本人申请的，说明有人知道您账户的密码：请更改密码，并告知我们的支持团队。没有此验证码，任何人都无法启用双重身份验证。
code-mail-not-you-sign-in = 如果您并未登录，说明有人知道您账户的密码：请更改密码，并告知我们的支持团队。没有此验证码，任何人都无法进入。
code-mail-not-you-signed-in = 如果这不是您本人申请的，可能有人正在使用您仍处于登录状态的浏览器：请在所有设备上退出登录，更改密码，并告知我们的支持团队。没有此验证码，任何人都无法继续操作。

## Two-factor authentication is on

activation-mail-subject = 您的 { $brand } 账户已启用{ security-two-factor }
activation-mail-preheader = 从现在起，访问账单数据和云资源需要发送到此邮箱的验证码。
activation-mail-purpose = 您的 { $brand } 账户已启用电子邮件双重身份验证，启用时间：{ $time }。
activation-mail-consequence = 从现在起，访问您的账单数据或云资源（云实例、GPU 服务器、邮件托管）需要输入电子邮件验证码，我们会将验证码发送到此邮箱。我们的员工绝不会向您索要验证码。
activation-mail-lost-mailbox = 如果您无法再使用此邮箱，我们的支持团队会为您提供帮助。
activation-mail-not-you = 如果这不是您本人启用的，说明有人知道您账户的密码，并且能够查看此邮箱：请立即更改这两个密码，并告知我们的支持团队。

## The setup was not finished

unfinished-mail-subject = 您的 { $brand } 账户尚未启用{ security-two-factor }
unfinished-mail-preheader = 您的验证码正确，但尚未点击最后一步的“{ okay-button }”。您可以重新开始。
unfinished-mail-purpose = 您的 { $brand } 账户的“{ methods-email }”设置未完成。您的验证码正确，但未在规定时间内点击最后一步的“{ okay-button }”，设置已结束，结束时间：{ $time }。
unfinished-mail-off = { security-two-factor }未启用。您的账户没有任何更改，也不会要求输入验证码。
unfinished-mail-again = 如需启用，请登录并打开“{ security-title }”，重新开始设置。您会收到新的验证码。
unfinished-mail-not-you = 如果这不是您本人进行的设置，说明有人知道您账户的密码，并且能够查看此邮箱：请立即更改这两个密码，并告知我们的支持团队。

## The account is locked

lock-notice-subject = 您的 { $brand } 账户的{ security-two-factor }已暂时锁定
lock-notice-preheader = 错误次数过多。锁定将持续到 { $time }。
lock-notice-wrong-codes = 您的 { $brand } 账户连续输入错误的电子邮件验证码次数过多。在 { $time }之前不接受任何验证码。
lock-notice-wrong-passwords = 为您的 { $brand } 账户启用或关闭双重身份验证时，连续输入错误的密码次数过多。在 { $time }之前，该处不接受任何密码。
lock-notice-consequence = 没有人借此进入您的账户，账户也没有任何更改。
lock-notice-you = 如果是您本人操作，请在上述时间之后重新开始，或联系我们的支持团队提前解除锁定。
lock-notice-wrong-codes-not-you = 如果不是您本人操作，说明有人知道您账户的密码，或正在使用您仍处于登录状态的浏览器：请立即在所有设备上退出登录，更改密码，并告知我们的支持团队。
lock-notice-wrong-passwords-not-you = 如果不是您本人操作，可能有人正在使用您仍处于登录状态的浏览器：请立即在所有设备上退出登录，更改密码，并告知我们的支持团队。

## The contact address changed

address-notice-subject = 您的 { $brand } 账户的联系邮箱已更改
address-notice-preheader = 验证码和安全通知仍会发送到此邮箱。
address-notice-purpose = 您的 { $brand } 账户的联系邮箱已更改为 { $address }，更改时间：{ $time }。
address-notice-consequence = 您的电子邮件验证码和我们的安全通知仍会发送到此邮箱。只有在用验证码确认了另一个邮箱之后，才会改为发送到那个邮箱。
address-notice-not-you = 如果这不是您本人更改的，说明有人能够进入您的账户：请立即更改账户密码，并告知我们的支持团队。

## Two-factor authentication is off

disabled-mail-subject = 您的 { $brand } 账户已关闭{ security-two-factor }
disabled-mail-preheader = 现在仅凭密码即可进入您的账户。
disabled-mail-purpose = 您的 { $brand } 账户的电子邮件双重身份验证已于 { $time }关闭，关闭时使用了账户密码和发送到此邮箱的验证码。
disabled-mail-consequence = 从现在起，仅凭密码即可登录并访问您的账单数据和云资源（云实例、GPU 服务器、邮件托管）。所有其他会话均已退出登录。
disabled-mail-undo = 如需重新启用，请登录并打开“我的账户”中的“账户安全”，再次设置双重身份验证。
disabled-mail-not-you = 如果这不是您本人关闭的，说明有人知道您账户的密码，并且能够查看此邮箱：请立即更改这两个密码，重新启用双重身份验证，并告知我们的支持团队。

## The code is wrong time and again

wrong-code-notice-subject = 您的 { $brand } 账户有人输入错误的验证码
wrong-code-notice-preheader = 已连续 { $count } 次输入错误的验证码。
wrong-code-notice-sign-in = 有人使用正确的密码登录您的 { $brand } 账户，随后截至 { $time }已连续 { $count } 次输入错误的电子邮件验证码。
wrong-code-notice-step-up = 有人在已登录您的 { $brand } 账户的情况下，为访问受保护的内容，截至 { $time }已连续 { $count } 次输入错误的电子邮件验证码。
wrong-code-notice-disable = 有人在已登录您的 { $brand } 账户的情况下，为关闭双重身份验证，截至 { $time }已连续 { $count } 次输入错误的电子邮件验证码。
wrong-code-notice-consequence = 没有人借此进入您的账户，账户也没有任何更改。
wrong-code-notice-you = 如果是您本人操作，请在该页面上申请新的验证码：只有最新的一个有效。
wrong-code-notice-not-you-sign-in = 如果不是您本人操作，说明有人知道您账户的密码：请立即更改密码，并告知我们的支持团队。
wrong-code-notice-not-you-signed-in = { lock-notice-wrong-passwords-not-you }
