# The setup, step by step.
setup-progress = Langkah penyediaan
setup-step = Langkah { $step } daripada { $count }
setup-step-method = Kaedah
setup-step-password = Kata laluan
setup-step-code = Kod
setup-step-okay = Okay
setup-give-up = Batalkan penyediaan

# 1. The methods.
methods-title = Pilih kaedah
methods-text = Bagaimanakah anda ingin menerima kod?
methods-email = Pengesahan E-mel
methods-email-text = Kod melalui e-mel ke { $address }.
methods-address-check = Adakah peti mel ini masih milik anda? Jika tidak, tukar dahulu alamat e-mel akaun anda.
methods-hosted = Peti mel { $address } dihoskan oleh akaun ini sendiri. Jika akaun digantung atau anda tidak dapat masuk, kod akan dihantar ke tempat yang tidak dapat anda baca. Kami mengesyorkan alamat e-mel lain untuk akaun anda sebelum meneruskan.

# 2. The password.
password-title = Sahkan kata laluan anda
password-text = Masukkan kata laluan akaun anda. Kemudian kami menghantar kod ke { $address }.
password-label = Kata laluan akaun
password-show = Tunjuk
password-hide = Sembunyi
password-confirm = Sahkan
password-missing = Masukkan kata laluan akaun anda.
password-too-long = Kata laluan mempunyai paling banyak 1024 bait.
password-wrong = Ini bukan kata laluan akaun anda. { $left ->
    [0] Tiada percubaan lagi.
   *[other] Anda mempunyai { $left } percubaan lagi.
}
password-locked = Terlalu banyak kata laluan salah. Anda boleh mencuba lagi pada { $until }.

# 3. The code.
code-title = Masukkan kod
code-text = Kami menghantar kod ke { $address }. Semak juga folder spam anda.
code-label = Kod daripada e-mel
code-hint = { $digits } digit; ruang kosong tidak mengapa.
code-verify = Semak
code-works-until = Kod ini sah sehingga { $until }.
code-time-left = Tinggal { $time }
code-time-over = Masa untuk kod ini sudah tamat. Hantar kod baharu.
code-tries-left = { $left ->
   *[other] Tinggal { $left } percubaan.
}
code-queued = Mel sedang dihantar.
code-sent = Pelayan mel telah menerima mel. Ia sepatutnya sudah ada dalam peti mel anda.
code-not-sent-refused = Pelayan mel bagi peti mel anda menolak mel itu. Pastikan alamat betul dan peti mel tidak penuh.
code-not-sent-expired = Mel tidak dapat dihantar sebelum kod tamat tempoh. Hantar kod baharu.
code-not-sent-superseded = Mel tidak dihantar kerana kod yang lebih baharu telah dibuat.
code-not-sent-address-changed = Mel tidak dihantar kerana alamat e-mel akaun telah ditukar.
code-not-sent-mailbox-limit = Peti mel ini telah menerima terlalu banyak mel kami hari ini. Sila cuba lagi esok.
code-not-sent-erased = Mel tidak dihantar.
code-send-again = Hantar semula
code-new-to = Kod baharu akan dihantar ke { $address }.
code-new-now = Anda boleh meminta kod baharu sekarang.
code-send-again-at = Kod baharu boleh dihantar pada { $at }.
code-send-again-now = Kod belum sampai? Anda boleh meminta kod baharu sekarang.
code-sent-again = Kod baharu sedang dihantar. Hanya kod terbaharu boleh digunakan.
code-missing = Masukkan kod daripada e-mel.
code-malformed = Kod mempunyai { $digits } digit. Semak apa yang anda taip.
code-wrong = Kod ini salah. { $left ->
    [0] Kod ini tidak menerima percubaan lagi: hantar kod baharu.
   *[other] Anda mempunyai { $left } percubaan lagi.
}
code-expired = Kod ini sudah tamat tempoh. Hantar kod baharu.
code-superseded = Kod yang lebih baharu dihantar pada { $at }. Sila gunakan kod itu. { $left ->
    [0] Ia tidak menerima percubaan lagi: hantar kod baharu.
   *[other] Anda mempunyai { $left } percubaan lagi.
}
code-used-up = Kod ini tidak menerima percubaan lagi. Hantar kod baharu.
code-address-changed = Alamat e-mel akaun anda telah ditukar, jadi kod ini tidak boleh digunakan lagi. Hantar kod baharu.
code-none = Belum ada kod. Hantar satu.
code-locked = Terlalu banyak kod salah. Kod dikunci sehingga { $until }.
code-too-soon = Sila tunggu: kod baharu boleh dihantar pada { $at }.
code-help = Di manakah kod saya?

# 4. Okay.
okay-title = Kod itu betul
okay-text = { $address } terbukti milik anda. Klik Okay untuk menghidupkan pengesahan dua faktor.
okay-warning = Pengesahan dua faktor masih dimatikan. Selesaikan sebelum { $until }.
okay-button = Okay

# The end.
success-title = Pengesahan dua faktor dihidupkan
success-text = Mulai sekarang, data pengebilan dan sumber awan memerlukan kod yang kami hantar ke { $address }. Pengesahan sedang dihantar ke peti mel itu.
success-back = Kembali ke Keselamatan Akaun
unfinished-title = Penyediaan tidak diselesaikan
unfinished-text = Masanya telah tamat. Pengesahan dua faktor dimatikan.
cancelled-title = Penyediaan dibatalkan
cancelled-text = Pengesahan dua faktor dimatikan.
locked-title = Penyediaan ditamatkan
locked-text = Terlalu banyak kod salah dimasukkan. Pengesahan dua faktor dimatikan.
ended-again = Mula semula
setup-too-soon = Anda telah memulakan terlalu banyak penyediaan. Anda boleh mula semula pada { $at }.
setup-suspended = Akaun ini digantung, jadi keselamatannya tidak boleh diubah. Sila hubungi pasukan sokongan kami.
