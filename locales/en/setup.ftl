# The setup, step by step.
setup-progress = Steps of the setup
setup-step = Step { $step } of { $count }
setup-step-method = Method
setup-step-password = Password
setup-step-code = Code
setup-step-okay = { okay-button }
setup-give-up = Give the setup up

# 1. The methods.
methods-title = Choose a method
methods-text = How would you like to receive your codes?
methods-email = Email Authentication
methods-email-text = A code by email to { $address }.
methods-address-check = Is this mailbox still yours? If not, change the email address of your account first.
methods-hosted = The mailbox { $address } is hosted by this very account. If the account is ever suspended or you are locked out of it, the codes go where you cannot read them. We recommend another email address for your account before you go on.

# 2. The password.
password-title = Confirm your password
password-text = Enter the password of your account. We then send a code to { $address }.
password-label = Account password
password-show = Show
password-hide = Hide
password-confirm = Confirm
password-missing = Enter the password of your account.
password-too-long = A password has at most 1024 bytes.
password-wrong = This is not the password of your account. { $left ->
    [0] There are no tries left.
    [one] There is one try left.
   *[other] There are { $left } tries left.
}
password-locked = Too many wrong passwords. You can try again at { $until }.

# 3. The code.
code-title = Enter the code
code-text = The code goes to { $address }. Look into your spam folder too.
code-later = Your account has had its codes for now. When it may have another one, have it sent to { $address }.
code-label = Code from the email
code-hint = { $digits } digits; spaces are fine.
code-verify = Verify
code-works-until = The code works until { $until }.
code-time-left = { $time } left
code-tries-left = { $left ->
    [one] One try left.
   *[other] { $left } tries left.
}
code-queued = The mail is on its way.
code-sent = The mail server accepted the mail. It should be in your mailbox by now.
code-not-sent-refused = The mail server of your mailbox refused the mail. Check whether the address is right and the mailbox is not full.
code-not-sent-mailbox-unknown = The mail server says that this mailbox does not exist or takes no mail. Check the email address of your account.
code-not-sent-mailbox-full = The mailbox is full, so its mail server refused the mail. Make room in it, then send a new code.
code-not-sent-against-rules = The mail server of your mailbox refused the mail by its rules, such as those against unwanted mail. Allow mails from { $from } there, or use another email address for your account.
code-not-sent-expired = The mail could not be delivered before the code expired. Send a new code.
code-not-sent-superseded = The mail was not sent because a newer code was made.
code-not-sent-address-changed = The mail was not sent because the email address of the account changed.
code-not-sent-mailbox-limit = This mailbox has received too many of our mails today. Please try again tomorrow.
code-not-sent-erased = The mail was not sent.
code-send-again = Send again
code-new-to = A new code goes to { $address }.
code-new-now = You can have a new code sent now.
code-send-again-at = A new code can be sent at { $at }.
code-send-again-now = Did it not come? You can have a new code sent now.
code-sent-again = A new code is on its way. Only the newest code works.
code-missing = Enter the code from the email.
code-malformed = A code has { $digits } digits. Check what you typed.
code-wrong = This code is wrong. { $left ->
    [0] This code takes no more tries: send a new one.
    [one] There is one try left.
   *[other] There are { $left } tries left.
}
code-expired = This code has expired. Send a new one.
code-superseded = A newer code was sent at { $at }. Please use that one. { $left ->
    [0] It takes no more tries: send a new one.
    [one] There is one try left.
   *[other] There are { $left } tries left.
}
code-used-up = This code takes no more tries. Send a new one.
code-address-changed = The email address of your account changed, so the code no longer works. Send a new one.
code-none = There is no code yet. Send one.
code-locked = Too many wrong codes. Codes are locked until { $until }.
code-too-soon = Please wait: a new code can be sent at { $at }.
code-help = Where is my code?

# 4. Okay.
okay-title = The code was right
okay-text = { $address } is proven to be yours. Click { okay-button } to switch two-factor authentication on.
okay-warning = Two-factor authentication is still off. Finish by { $until }.
okay-button = Okay

# The end.
success-title = Two-factor authentication is on
success-text = From now on, billing data and cloud resources take a code that we send to { $address }. A confirmation is on its way to that mailbox.
success-back = Back to { security-title }
unfinished-title = The setup was not finished
unfinished-text = The time for it ran out. Two-factor authentication is off.
cancelled-title = The setup was given up
cancelled-text = Two-factor authentication is off.
locked-title = The setup was ended
locked-text = Too many wrong codes were entered. Two-factor authentication is off.
disabled-title = Two-factor authentication is off again
disabled-text = It was switched on by this setup and switched off later. Your account is protected by its password alone.
ended-again = Start again
setup-too-soon = You have begun too many setups. You can start again at { $at }.
setup-suspended = This account is suspended, so its security cannot be changed. Please ask our support team.
