# What stands on every page.
page-title = { $page } · { $brand }
page-skip = Langkau ke kandungan
page-user-menu = Menu { $name }
page-my-account = Akaun Saya
page-tabs = Bahagian { page-my-account }
page-overview = Ringkasan
page-sign-out = Log keluar
page-back-to-portal = Kembali ke portal
page-signed-in-as = Anda sedang mengurus akaun { $account }.
page-help = Bantuan pengesahan dua faktor
page-support = Pasukan sokongan kami sedia membantu: { $address }, talian hotline { $hotline }.
page-not-found = Halaman ini tidak wujud
page-not-found-text = Alamat ini mungkin tersalah taip, atau halaman ini sudah tiada.
page-unavailable = Halaman ini tidak tersedia buat masa ini
page-unavailable-text = Sebahagian perkhidmatan kami tidak tersedia. Tiada apa-apa yang telah anda lakukan hilang, dan akaun anda kekal dilindungi seperti sebelum ini. Sila cuba lagi sebentar nanti.
page-try-again = Cuba lagi
page-account-gone = Akaun ini tidak lagi boleh digunakan di sini.

# My Account.
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
security-setting-up-text = Anda telah mula menyediakan pengesahan dua faktor untuk { $address }. Pengesahan dua faktor masih dimatikan.
security-on = Dihidupkan
security-on-text = Kod dihantar ke { $address }. Pengesahan dua faktor dihidupkan sejak { $since }.
security-set-up = Sediakan Pengesahan Dua Faktor
security-continue = Teruskan persediaan
security-locked = Kod dan kata laluan tidak diterima sehingga { $until }. Pasukan sokongan kami boleh membuka kunci lebih awal.
security-activity = Aktiviti keselamatan terkini
security-activity-zone = Waktu mengikut { $zone }.
security-activity-none = Belum ada aktiviti.

# What happened, in plain words.
activity-account-registered = Akaun didaftarkan
activity-address-changed = Alamat e-mel ditukar
activity-profile-changed = Nama, bahasa atau zon waktu ditukar
activity-password-changed = Kata laluan ditukar
activity-account-suspended = Akaun digantung
activity-account-reinstated = Akaun diaktifkan semula
activity-locked-codes = Terlalu banyak kod yang salah: dikunci sehingga { $until }
activity-locked-passwords = Terlalu banyak kata laluan yang salah: dikunci sehingga { $until }
activity-account-unlocked = Pasukan sokongan kami membuka kunci
activity-account-erased = Akaun dipadamkan
activity-setup-started = Persediaan pengesahan dua faktor dimulakan
activity-password-verified = Kata laluan disahkan
activity-password-rejected = Kata laluan yang salah dimasukkan semasa persediaan
activity-code-issued = Kod dibuat
activity-code-sent = E-mel yang mengandungi kod diterima oleh pelayan e-mel
activity-code-not-sent = E-mel yang mengandungi kod tidak dapat dihantar
activity-code-rejected = Kod yang salah dimasukkan
activity-code-superseded = Kod lama dimasukkan selepas kod yang lebih baharu dihantar
activity-code-confirmed = Kod yang betul dimasukkan
activity-activated = Pengesahan dua faktor dihidupkan
activity-setup-cancelled = Persediaan dibatalkan
activity-setup-expired = Persediaan tidak diselesaikan dalam tempohnya
activity-setup-locked = Persediaan ditamatkan selepas terlalu banyak kod yang salah
activity-disabled = Pengesahan dua faktor dimatikan
activity-challenge-sign-in = Kod diminta untuk log masuk
activity-challenge-step-up = Kod diminta untuk mencapai bahagian yang dilindungi
activity-challenge-disable = Kod diminta untuk mematikan pengesahan dua faktor
activity-challenge-cancelled = Kemasukan kod dibatalkan
activity-challenge-expired = Kod yang betul tidak dimasukkan dalam tempohnya
activity-challenge-locked = Kod tidak lagi diterima selepas terlalu banyak kod yang salah
