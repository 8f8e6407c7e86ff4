# Being asked for a code: to sign in, to reach what is protected, to turn two-factor off.
challenge-title-sign-in = Masukkan kod untuk log masuk
challenge-title-step-up = Masukkan kod untuk meneruskan
challenge-title-disable = Masukkan kod untuk mematikan pengesahan dua faktor
challenge-cancel = Batal
challenge-over-title = Kod tidak diminta lagi
challenge-over-text = Tempoh untuk memasukkan kod telah tamat, atau permintaan kod telah ditamatkan. Tiada apa-apa yang berubah.
challenge-locked-title = Kod dikunci
challenge-again = Minta kod sekali lagi

# Signing in.
sign-in-code-locked = Terlalu banyak kod yang salah. Kod dikunci sehingga { $until }. Pasukan sokongan kami boleh membuka kunci lebih awal.
sign-in-suspended = Akaun ini digantung. Sila hubungi pasukan sokongan kami.

# What is protected.
service-nav = Perkhidmatan
service-billing = Pengebilan
service-billing-text = Di sini portal menunjukkan invois anda dan cara anda membayar.
service-cloud-instances = Instans Awan
service-cloud-instances-text = Di sini portal menunjukkan instans awan anda.
service-gpu-servers = Pelayan GPU
service-gpu-servers-text = Di sini portal menunjukkan pelayan GPU anda.
service-email-hosting = Pengehosan E-mel
service-email-hosting-text = Di sini portal menunjukkan domain dan peti mel anda.
service-open-until = Anda baru memasukkan kod, jadi halaman ini kekal terbuka sehingga { $until }.
service-unprotected = Halaman ini dilindungi oleh kata laluan anda sahaja. Dengan pengesahan dua faktor, halaman ini juga memerlukan kod daripada peti mel anda.
step-up-title = Sahkan bahawa ini anda
step-up-text = { $page } dilindungi oleh pengesahan dua faktor. Sebelum halaman ini dibuka, kami menghantar kod ke { $address }.
step-up-send = Hantar kod kepada saya
step-up-back = Bukan sekarang

# Turning it off.
turn-off = Matikan
turn-off-title = Matikan pengesahan dua faktor
turn-off-text = Tanpanya, akaun anda dilindungi oleh kata laluan sahaja. Untuk mematikannya, masukkan kod yang kami hantar ke { $address }, kemudian kata laluan anda.
turn-off-send = Hantar kod kepada saya
turn-off-keep = Kekalkan
turn-off-password-title = Sahkan kata laluan anda untuk mematikannya
turn-off-password-text = Kod itu betul. Pengesahan dua faktor masih hidup. Masukkan kata laluan anda sebelum { $until }.
turn-off-done-title = Pengesahan dua faktor telah dimatikan
turn-off-done-text = Kini akaun anda dilindungi oleh kata laluan sahaja. E-mel mengenainya sedang dihantar ke { $address }.
