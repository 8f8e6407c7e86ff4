# What stands on every page.
page-title = { $page } · { $brand }
page-skip = Langkau ke kandungan
page-user-menu = Menu { $name }
page-my-account = Akaun Saya
page-tabs = Bahagian Akaun Saya
page-overview = Gambaran keseluruhan
page-sign-out = Log keluar
page-back-to-portal = Kembali ke portal
page-signed-in-as = Anda sedang mengurus akaun { $account }.
page-help = Bantuan pengesahan dua faktor
page-support = Pasukan sokongan kami sedia membantu: { $address }, talian { $hotline }.
page-not-found = Halaman ini tidak wujud
page-not-found-text = Alamat mungkin tersalah taip, atau halaman ini sudah tiada.
page-unavailable = Kami tidak dapat menjawab sekarang
page-unavailable-text = Sebahagian perkhidmatan kami tidak tersedia. Apa yang telah anda lakukan tidak hilang, dan perlindungan akaun anda tidak berubah. Sila cuba lagi sebentar.
page-try-again = Cuba lagi
page-account-gone = Akaun ini tidak lagi boleh digunakan di sini.

# My Account.
account-title = Akaun Saya
account-name = Nama
account-id = Akaun
account-email = Alamat e-mel
account-language = Bahasa
account-time-zone = Zon waktu
account-not-given = Tidak dinyatakan

# Account Security.
security-title = Keselamatan Akaun
security-two-factor = Pengesahan dua faktor
security-off = Dimatikan
security-off-text = Akaun anda dilindungi oleh kata laluan sahaja. Dengan pengesahan dua faktor, data pengebilan dan sumber awan turut memerlukan kod daripada peti mel anda.
security-setting-up = Sedang disediakan
security-setting-up-text = Anda telah mula menyediakan pengesahan dua faktor untuk { $address }. Ia masih dimatikan.
security-on = Dihidupkan
security-on-text = Kod dihantar ke { $address }. Ia dihidupkan sejak { $since }.
security-set-up = Sediakan Pengesahan Dua Faktor
security-continue = Teruskan penyediaan
security-give-up = Batalkan penyediaan
security-locked = Memasukkan kod atau kata laluan dikunci sehingga { $until }. Pasukan sokongan kami boleh membukanya lebih awal.
security-activity = Aktiviti keselamatan terkini
security-activity-none = Belum ada apa-apa berlaku.

# What happened, in plain words.
activity-account-registered = Akaun didaftarkan
activity-address-changed = Alamat e-mel ditukar
activity-profile-changed = Nama, bahasa atau zon waktu ditukar
activity-password-changed = Kata laluan ditukar
activity-account-suspended = Akaun digantung
activity-account-reinstated = Akaun dipulihkan
activity-locked-codes = Terlalu banyak kod salah: dikunci sehingga { $until }
activity-locked-passwords = Terlalu banyak kata laluan salah: dikunci sehingga { $until }
activity-account-unlocked = Pasukan sokongan kami membuka kunci
activity-account-erased = Akaun dipadamkan
activity-setup-started = Penyediaan pengesahan dua faktor dimulakan
activity-password-verified = Kata laluan disahkan
activity-password-rejected = Kata laluan salah dimasukkan semasa penyediaan
activity-code-issued = Satu kod dibuat
activity-code-sent = Mel dengan kod diterima oleh pelayan mel
activity-code-not-sent = Mel dengan kod tidak dapat dihantar
activity-code-rejected = Kod salah dimasukkan
activity-code-superseded = Kod dimasukkan selepas kod yang lebih baharu dihantar
activity-code-confirmed = Kod itu betul
activity-activated = Pengesahan dua faktor dihidupkan
activity-setup-cancelled = Penyediaan dibatalkan
activity-setup-expired = Penyediaan tidak diselesaikan dalam masanya
activity-setup-locked = Penyediaan ditamatkan selepas terlalu banyak kod salah
