# The words everything else is made of. One concept, one word.
two-factor = Two-factor authentication
email-method = Email Authentication
account-security = Account Security
