# Signing in, and coming from a portal.
sign-in-title = Sign in
sign-in-identifier = Email address or account
sign-in-password = Password
sign-in-button = Sign in
sign-in-identifier-missing = Enter your email address or account.
sign-in-password-missing = Enter your password, of at most 1024 bytes.
sign-in-wrong = Email address, account or password is not right.
sign-in-wait = Too many tries. You can try again in { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}.
session-over = Your visit is over
session-over-text = Nothing is lost. Please come back here from your portal.
entry-used = This link does not work any more
entry-used-text = It works once, and for a minute. Please go back to your portal and open the page from there again.
forged = This form was not accepted
forged-text = It was not sent from this page in this browser, or the page is too old. Open the page again and repeat what you did; nothing was changed.
