# Signing in, and coming from a portal.
sign-in-title = Log masuk
sign-in-identifier = Alamat e-mel atau akaun
sign-in-password = Kata laluan
sign-in-button = Log masuk
sign-in-identifier-missing = Masukkan alamat e-mel atau akaun anda.
sign-in-password-missing = Masukkan kata laluan anda, tidak melebihi 1024 bait.
sign-in-wrong = Alamat e-mel, akaun atau kata laluan tidak betul.
sign-in-wait = Terlalu banyak percubaan. Anda boleh mencuba lagi dalam { $seconds } saat.
session-over = Lawatan anda telah tamat
session-over-text = Tiada apa-apa yang hilang. Sila kembali ke sini melalui portal anda.
entry-used = Pautan ini tidak lagi berfungsi
entry-used-text = Pautan ini hanya boleh digunakan sekali, dalam masa seminit. Sila kembali ke portal anda dan buka halaman ini semula dari sana.
forged = Borang ini tidak diterima
forged-text = Borang ini tidak dihantar dari halaman ini dalam pelayar ini, atau halaman ini sudah terlalu lama dibuka. Tiada apa-apa yang berubah; buka halaman ini semula dan ulangi tindakan anda.
