# What stands on every page.
page-title = { $page } · { $brand }
page-skip = Skip to the content
page-user-menu = Menu of { $name }
page-my-account = My Account
page-tabs = Parts of { page-my-account }
page-overview = Overview
page-sign-out = Sign out
page-back-to-portal = Back to the portal
page-signed-in-as = You are managing the account { $account }.
page-help = Help with two-factor authentication
page-support = Our support team helps: { $address }, hotline { $hotline }.
page-not-found = There is no such page
page-not-found-text = The address may be mistyped, or the page is no longer there.
page-unavailable = We cannot answer right now
page-unavailable-text = Part of our service is away. Nothing you did before is lost, and your account stays protected as it is. Please try again in a minute.
page-try-again = Try again
page-account-gone = This account cannot be used here any more.

# My Account.
account-name = Name
account-id = Account
account-email = Email address
account-language = Language
account-time-zone = Time zone
account-not-given = Not given

# Account Security.
security-title = Account Security
security-two-factor = Two-factor authentication
security-off = Off
security-off-text = Your account is protected by its password alone. With two-factor authentication, billing data and cloud resources also take a code from your mailbox.
security-setting-up = Being set up
security-setting-up-text = You began to set up two-factor authentication for { $address }. It is still off.
security-on = On
security-on-text = Codes go to { $address }. It has been on since { $since }.
security-set-up = Setup Two-Factor Authentication
security-continue = Continue the setup
security-locked = Entering codes or passwords is locked until { $until }. Our support team can lift the lock earlier.
security-activity = Recent security activity
security-activity-zone = Times are in { $zone }.
security-activity-none = Nothing has happened yet.

# What happened, in plain words.
activity-account-registered = The account was registered
activity-address-changed = The email address was changed
activity-profile-changed = Name, language or time zone was changed
activity-password-changed = The password was changed
activity-account-suspended = The account was suspended
activity-account-reinstated = The account was reinstated
activity-locked-codes = Too many wrong codes: locked until { $until }
activity-locked-passwords = Too many wrong passwords: locked until { $until }
activity-account-unlocked = Our support team lifted the lock
activity-account-erased = The account was erased
activity-setup-started = A setup of two-factor authentication was begun
activity-password-verified = The password was confirmed
activity-password-rejected = A wrong password was entered in the setup
activity-code-issued = A code was made
activity-code-sent = The mail with the code was accepted by the mail server
activity-code-not-sent = The mail with the code could not be delivered
activity-code-rejected = A wrong code was entered
activity-code-superseded = A code was entered after a newer one had been sent
activity-code-confirmed = The code was right
activity-activated = Two-factor authentication was switched on
activity-setup-cancelled = The setup was given up
activity-setup-expired = The setup was not finished in time
activity-setup-locked = The setup was ended after too many wrong codes
activity-disabled = Two-factor authentication was switched off
activity-challenge-sign-in = A code was asked for, to sign in
activity-challenge-step-up = A code was asked for, to reach what is protected
activity-challenge-disable = A code was asked for, to switch off two-factor authentication
activity-challenge-cancelled = Entering a code was given up
activity-challenge-expired = No right code was entered in time
activity-challenge-locked = No further code was taken after too many wrong ones
