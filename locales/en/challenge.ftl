# Being asked for a code: to sign in, to reach what is protected, to turn two-factor off.
challenge-title-sign-in = Enter the code to sign in
challenge-title-step-up = Enter the code to go on
challenge-title-disable = Enter the code to turn two-factor authentication off
challenge-cancel = Cancel
challenge-over-title = No code is asked for any more
challenge-over-text = The time to enter a code ran out, or asking was ended. Nothing was changed.
challenge-locked-title = Codes are locked
challenge-again = Ask for a code again

# Signing in.
sign-in-code-locked = Too many wrong codes. Codes are locked until { $until }. Our support team can lift the lock earlier.
sign-in-suspended = This account is suspended. Please ask our support team.

# What is protected.
service-nav = Services
service-billing = Billing
service-billing-text = Here a portal shows your invoices and how you pay.
service-cloud-instances = Cloud Instances
service-cloud-instances-text = Here a portal shows your cloud instances.
service-gpu-servers = GPU Servers
service-gpu-servers-text = Here a portal shows your GPU servers.
service-email-hosting = Email Hosting
service-email-hosting-text = Here a portal shows your domains and mailboxes.
service-open-until = You entered a code lately, so this stays open until { $until }.
service-unprotected = Only your password protects this. With two-factor authentication it also takes a code from your mailbox.
step-up-title = Confirm that it is you
step-up-text = { $page } is protected by two-factor authentication. Before it opens we send a code to { $address }.
step-up-send = Send me a code
step-up-back = Not now

# Turning it off.
turn-off = Turn off
turn-off-title = Turn two-factor authentication off
turn-off-text = Without it only your password protects your account. To turn it off, enter a code that we send to { $address }, and then your password.
turn-off-send = Send me a code
turn-off-keep = Keep it on
turn-off-password-title = Confirm your password to turn it off
turn-off-password-text = The code was right. Two-factor authentication is still on. Enter your password by { $until }.
turn-off-done-title = Two-factor authentication is off
turn-off-done-text = Only your password protects your account now. A mail that says so is on its way to { $address }.
