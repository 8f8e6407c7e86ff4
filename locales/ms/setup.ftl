# The setup, step by step.
setup-progress = Langkah persediaan
setup-step = Langkah { $step } daripada { $count }
setup-step-method = Kaedah
setup-step-password = Kata laluan
setup-step-code = Kod
setup-step-okay = { okay-button }
setup-give-up = Batalkan persediaan

# 1. The methods.
methods-title = Pilih kaedah
methods-text = Bagaimanakah anda ingin menerima kod?
methods-email = Pengesahan E-mel
methods-email-text = Kod dihantar melalui e-mel ke { $address }.
methods-address-check = Adakah peti mel ini masih milik anda? Jika tidak, tukar alamat e-mel akaun anda dahulu.
methods-hosted = Peti mel { $address } dihoskan oleh akaun ini sendiri. Jika akaun ini digantung atau anda tidak dapat log masuk, kod akan dihantar ke peti mel yang tidak dapat anda baca. Kami mengesyorkan anda menggunakan alamat e-mel lain untuk akaun anda sebelum meneruskan.

# 2. The password.
password-title = Sahkan kata laluan anda
password-text = Masukkan kata laluan akaun anda. Kami kemudian akan menghantar kod ke { $address }.
password-label = Kata laluan akaun
password-show = Tunjuk
password-hide = Sembunyi
password-confirm = Sahkan
password-missing = Masukkan kata laluan akaun anda.
password-too-long = Kata laluan tidak boleh melebihi 1024 bait.
password-wrong = Ini bukan kata laluan akaun anda. { $left ->
    [0] Tiada percubaan lagi.
   *[other] Tinggal { $left } percubaan.
}
password-locked = Terlalu banyak kata laluan yang salah. Anda boleh mencuba lagi pada { $until }.

# 3. The code.
code-title = Masukkan kod
code-text = Kod dihantar ke { $address }. Semak juga folder spam anda.
code-later = Akaun anda telah menerima bilangan kod yang dibenarkan buat masa ini. Apabila kod lain boleh dihantar, minta kod itu dihantar ke { $address }.
code-label = Kod daripada e-mel
code-hint = { $digits } digit; jarak antara digit dibenarkan.
code-verify = Sahkan kod
code-works-until = Kod ini sah sehingga { $until }.
code-time-left = Tinggal { $time }
code-tries-left = Tinggal { $left } percubaan.
code-queued = E-mel sedang dihantar.
code-sent = Pelayan e-mel telah menerima e-mel itu. E-mel sepatutnya sudah sampai ke peti mel anda.
code-not-sent-refused = Pelayan e-mel bagi peti mel anda menolak e-mel itu. Pastikan alamatnya betul dan peti mel tidak penuh.
code-not-sent-mailbox-unknown = Pelayan e-mel menyatakan bahawa peti mel ini tidak wujud atau tidak menerima e-mel. Semak alamat e-mel akaun anda.
code-not-sent-mailbox-full = Peti mel itu penuh, jadi pelayan e-melnya menolak e-mel itu. Kosongkan sedikit ruang, kemudian hantar kod baharu.
code-not-sent-against-rules = Pelayan e-mel bagi peti mel anda menolak e-mel itu mengikut peraturannya, misalnya terhadap e-mel yang tidak diingini. Benarkan e-mel daripada { $from } di sana, atau gunakan alamat e-mel lain untuk akaun anda.
code-not-sent-expired = E-mel tidak dapat dihantar sebelum kod tamat tempoh. Hantar kod baharu.
code-not-sent-superseded = E-mel tidak dihantar kerana kod yang lebih baharu telah dibuat.
code-not-sent-address-changed = E-mel tidak dihantar kerana alamat e-mel akaun telah ditukar.
code-not-sent-mailbox-limit = Peti mel ini telah menerima terlalu banyak e-mel daripada kami hari ini. Sila cuba lagi esok.
code-not-sent-erased = E-mel tidak dihantar.
code-send-again = Hantar semula
code-new-to = Kod baharu akan dihantar ke { $address }.
code-new-now = Anda boleh meminta kod baharu sekarang.
code-send-again-at = Kod baharu boleh dihantar pada { $at }.
code-send-again-now = Kod belum sampai? Anda boleh meminta kod baharu sekarang.
code-sent-again = Kod baharu sedang dihantar. Hanya kod terbaharu yang sah.
code-missing = Masukkan kod daripada e-mel.
code-malformed = Kod terdiri daripada { $digits } digit. Semak semula kod yang anda taip.
code-wrong = Kod ini salah. { $left ->
    [0] Kod ini tidak boleh dicuba lagi: hantar kod baharu.
   *[other] Tinggal { $left } percubaan.
}
code-expired = Kod ini telah tamat tempoh. Hantar kod baharu.
code-superseded = Kod yang lebih baharu telah dihantar pada { $at }. Sila gunakan kod itu. { $left ->
    [0] Kod itu tidak boleh dicuba lagi: hantar kod baharu.
   *[other] Tinggal { $left } percubaan.
}
code-used-up = Kod ini tidak boleh dicuba lagi. Hantar kod baharu.
code-address-changed = Alamat e-mel akaun anda telah ditukar, jadi kod ini tidak sah lagi. Hantar kod baharu.
code-none = Belum ada kod. Hantar kod dahulu.
code-locked = Terlalu banyak kod yang salah. Tiada kod diterima sehingga { $until }.
code-too-soon = Sila tunggu: kod baharu boleh dihantar pada { $at }.
code-help = Di manakah kod saya?

# 4. Okay.
okay-title = Kod anda betul
okay-text = Peti mel { $address } telah disahkan milik anda. Klik { okay-button } untuk menghidupkan pengesahan dua faktor.
okay-warning = Pengesahan dua faktor masih dimatikan. Selesaikan persediaan sebelum { $until }.
okay-button = Okay

# The end.
success-title = Pengesahan dua faktor dihidupkan
success-text = Mulai sekarang, data pengebilan dan sumber awan memerlukan kod yang kami hantar ke { $address }. E-mel pengesahan sedang dihantar ke peti mel itu.
success-back = Kembali ke { security-title }
unfinished-title = Persediaan tidak diselesaikan
unfinished-text = Tempoh persediaan telah tamat. Pengesahan dua faktor dimatikan.
cancelled-title = Persediaan telah dibatalkan
cancelled-text = Pengesahan dua faktor dimatikan.
locked-title = Persediaan telah ditamatkan
locked-text = Terlalu banyak kod yang salah telah dimasukkan. Pengesahan dua faktor dimatikan.
disabled-title = Pengesahan dua faktor telah dimatikan semula
disabled-text = Pengesahan ini dihidupkan melalui persediaan ini dan dimatikan kemudian. Akaun anda dilindungi oleh kata laluannya sahaja.
ended-again = Mula semula
setup-too-soon = Anda telah memulakan terlalu banyak persediaan. Anda boleh mula semula pada { $at }.
setup-suspended = Akaun ini digantung, jadi tetapan keselamatannya tidak boleh diubah. Sila hubungi pasukan sokongan kami.
