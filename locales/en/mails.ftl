# What the mails say. $brand is the company, $support and $hotline are its support team's mail
# address and telephone number, $time is a time with its zone. No code is ever put into a text.

## Every mail

mail-greeting = Hello { $name },
mail-greeting-nameless = Hello,
mail-support = Need help? Write to our support team at { $support }, or call { $hotline }.

## The code

code-mail-subject = Your { $brand } email verification code
code-mail-preheader = It works once, until { $time }. Do not tell it to anybody.
code-mail-purpose = Enter this email verification code on the page that asked for it, to switch on two-factor authentication for your { $brand } account:
code-mail-purpose-sign-in = Enter this email verification code on the page that asked for it, to sign in to your { $brand } account:
code-mail-purpose-step-up = Enter this email verification code on the page that asked for it, to reach what is protected in your { $brand } account:
code-mail-purpose-disable = Enter this email verification code on the page that asked for it, to switch off two-factor authentication for your { $brand } account:
code-mail-validity = The code works once, until { $time }. If you asked for several, only the newest one works.
code-mail-secrecy = Our staff never ask for this code. Do not tell it to anybody.
code-mail-not-you = If you did not ask for it, somebody else knows the password of your account: change the password and tell our support team. Without this code nobody can switch anything on.
code-mail-not-you-sign-in = If you are not signing in, somebody else knows the password of your account: change the password and tell our support team. Without this code nobody gets in.
code-mail-not-you-signed-in = If you did not ask for it, somebody else may be using a browser in which you are still signed in: sign out everywhere, change the password and tell our support team. Without this code nobody gets any further.

## Two-factor authentication is on

activation-mail-subject = { security-two-factor } is on for your { $brand } account
activation-mail-preheader = From now on, billing data and cloud resources take a code from this mailbox.
activation-mail-purpose = Two-factor authentication by email is on for your { $brand } account since { $time }.
activation-mail-consequence = From now on, reaching your billing data or your cloud resources (cloud instances, GPU servers, email hosting) takes an email verification code, which we send to this mailbox. Our staff never ask for such a code.
activation-mail-lost-mailbox = If you ever lose access to this mailbox, our support team helps you.
activation-mail-not-you = If you did not switch this on, somebody else knows the password of your account and can read this mailbox: change both passwords and tell our support team at once.

## The setup was not finished

unfinished-mail-subject = { security-two-factor } is still off for your { $brand } account
unfinished-mail-preheader = Your code was right, but the last step, { okay-button }, is missing. You can start again.
unfinished-mail-purpose = The setup of { methods-email } for your { $brand } account was not finished. Your code was right, but the last step, { okay-button }, was not clicked in time, and the setup ended on { $time }.
unfinished-mail-off = { security-two-factor } is off. Nothing in your account was changed, and no code is asked for.
unfinished-mail-again = To switch it on, sign in, open { security-title } and start the setup again. You will get a new code.
unfinished-mail-not-you = If you did not start this setup, somebody else knows the password of your account and can read this mailbox: change both passwords and tell our support team at once.

## The account is locked

lock-notice-subject = { security-two-factor } is locked for now on your { $brand } account
lock-notice-preheader = There were too many wrong tries. The lock lasts until { $time }.
lock-notice-wrong-codes = Too many wrong email verification codes in a row were entered for your { $brand } account. No code is taken until { $time }.
lock-notice-wrong-passwords = Too many wrong passwords in a row were keyed in to switch two-factor authentication on or off for your { $brand } account. No password is taken there until { $time }.
lock-notice-consequence = Nobody got in this way, and nothing in your account was changed.
lock-notice-you = If it was you, start again after that time, or ask our support team to lift the lock earlier.
lock-notice-wrong-codes-not-you = If it was not you, somebody else knows the password of your account, or is using a browser in which you are still signed in: sign out everywhere, change the password and tell our support team at once.
lock-notice-wrong-passwords-not-you = If it was not you, somebody else may be using a browser in which you are still signed in: sign out everywhere, change the password and tell our support team at once.

## The contact address changed

address-notice-subject = The contact address of your { $brand } account was changed
address-notice-preheader = Codes and security notices keep coming to this mailbox.
address-notice-purpose = The contact address of your { $brand } account was changed to { $address } on { $time }.
address-notice-consequence = Your email verification codes and our security notices keep coming to this mailbox. They move only once another mailbox has been proven with a code.
address-notice-not-you = If you did not change the address, somebody else can get into your account: change its password and tell our support team at once.

## Two-factor authentication is off

disabled-mail-subject = { security-two-factor } is off for your { $brand } account
disabled-mail-preheader = Your password alone is enough to get in now.
disabled-mail-purpose = Two-factor authentication by email was switched off for your { $brand } account on { $time }, with the account password and a code from this mailbox.
disabled-mail-consequence = From now on your password alone is enough to sign in and to reach your billing data and your cloud resources (cloud instances, GPU servers, email hosting). All other sessions were signed out.
disabled-mail-undo = To switch it on again, sign in, open My Account, then Account Security, and set up two-factor authentication once more.
disabled-mail-not-you = If you did not switch it off, somebody else knows the password of your account and can read this mailbox: change both passwords, switch two-factor authentication on again and tell our support team at once.

## The code is wrong time and again

wrong-code-notice-subject = Wrong codes for your { $brand } account
wrong-code-notice-preheader = A wrong code was entered { $count } times in a row.
wrong-code-notice-sign-in = Somebody signed in to your { $brand } account with the right password and then entered a wrong email verification code, { $count } times in a row by { $time }.
wrong-code-notice-step-up = Somebody who was signed in to your { $brand } account entered a wrong email verification code, { $count } times in a row by { $time }, to reach what is protected.
wrong-code-notice-disable = Somebody who was signed in to your { $brand } account entered a wrong email verification code, { $count } times in a row by { $time }, to switch off two-factor authentication.
wrong-code-notice-consequence = Nobody got in this way, and nothing in your account was changed.
wrong-code-notice-you = If it was you, ask for a new code on that page: only the newest one works.
wrong-code-notice-not-you-sign-in = If it was not you, somebody else knows the password of your account: change the password and tell our support team at once.
wrong-code-notice-not-you-signed-in = { lock-notice-wrong-passwords-not-you }
