# The words everything else is made of. One concept, one word.
two-factor = Pengesahan dua faktor
email-method = Pengesahan E-mel
account-security = Keselamatan Akaun
