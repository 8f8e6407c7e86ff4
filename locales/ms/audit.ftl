# Halaman juruaudit.
audit-sign-in-title = Juruaudit: log masuk
audit-sign-in-text = Halaman ini memaparkan sejarah keselamatan sesuatu akaun dan membuktikannya. Halaman ini dibuka dengan kunci API juruaudit.
audit-key = Kunci API
audit-key-wrong = Ini bukan kunci juruaudit yang sedang digunakan.
audit-title = Lihat sejarah
audit-text = Cari mengikut akaun, mengikut masa, atau kedua-duanya. Apa sahaja yang anda lihat direkodkan bersama nama dan sebab anda.
audit-account-hint = ID akaun, dengan tepat.
audit-account-unfit = ID akaun mempunyai 1 hingga 64 huruf, digit dan aksara . _ ~ -
audit-from = Dari (UTC)
audit-to = Hingga (UTC)
audit-time-hint = Masa sahaja akan menemui akaun yang mempunyai peristiwa ketika itu.
audit-time-unfit = Masukkan tarikh dengan waktu, seperti 2026-11-24 06:33.
audit-times-swapped = Akhir tempoh itu lebih awal daripada permulaannya.
audit-nothing-given = Masukkan akaun atau masa.
audit-reason = Mengapa anda melihat?
audit-reason-hint = Nombor tiket atau beberapa perkataan, paling banyak 200 aksara. Orang lain yang melihat sejarah ini dapat membacanya.
audit-reason-unfit = Nyatakan mengapa anda melihat, dalam 1 hingga 200 aksara.
audit-search = Cari
audit-search-again = Cari yang lain
audit-read-for = Dibaca kerana: { $reason }
audit-when-ever = Dari permulaan hingga sekarang.
audit-when-from = Dari { $from }.
audit-when-to = Hingga { $to }.
audit-when-between = Dari { $from } hingga { $to }.

# Akaun dalam sesuatu tempoh.
audit-found-title = Akaun yang mempunyai peristiwa
audit-found-none = Tiada akaun yang mempunyai peristiwa ketika itu.
audit-found-events = { $events ->
   *[other] { $events } peristiwa
}
audit-found-more = Akaun lain
audit-found-cut = Terlalu banyak yang berlaku dalam tempoh ini, maka hanya peristiwa sebelum { $at } diperiksa. Cari tempoh yang lebih pendek.

# Sejarah sesuatu akaun.
audit-history-title = Sejarah akaun
audit-history-of = Sejarah { $account }
audit-no-account = Tiada akaun sedemikian: tiada peristiwa, dahulu atau sekarang, dengan ID ini.
audit-state-title = Keselamatan akaun pada peristiwa ini
audit-state-show = Paparkan
audit-event-number = Peristiwa { $number } daripada { $last }
audit-position = kedudukan { $position }
audit-state-off = Dimatikan
audit-state-setting-up = Dimatikan; sedang disediakan
audit-state-awaits-okay = Dimatikan; peti mel telah dibuktikan, dan { okay-button } belum diklik
audit-state-on = Dihidupkan sejak { $since }
audit-codes-go-to = Kod dihantar ke
audit-codes-to-proven = peti mel yang dibuktikan oleh kod
audit-codes-to-contact = alamat hubungan
audit-codes-to-nobody = tiada sesiapa
audit-lock-codes = Kunci kerana kod salah
audit-lock-passwords = Kunci kerana kata laluan salah
audit-locked-until = dikunci sehingga { $until }
audit-not-locked = tidak dikunci
audit-timeline = Garis masa
audit-timeline-none = Akaun ini tiada peristiwa ketika itu.
audit-unreadable = Peristiwa ini tidak dapat dibaca
audit-earlier = Peristiwa terdahulu
audit-later = Peristiwa kemudian
audit-from-device = peranti { $value }
audit-from-language = bahasa { $value }
audit-from-mailbox = peti mel di { $value }
audit-from-request = permintaan { $value }

# Bukti.
audit-signed-up-to = Log telah ditandatangani hingga kedudukan { $position }. Setiap bukti di bawah baru sahaja disemak.
audit-signed-nothing = Belum ada bahagian log yang ditandatangani.
audit-proven = Terbukti
audit-not-yet-signed = Belum ditandatangani
audit-overdue = TIDAK DITANDATANGANI, walaupun sepatutnya sudah
audit-not-proven = TIDAK TERBUKTI
audit-forged-checkpoint = Titik semak terbaharu tidak ditandatangani oleh kunci log ini. Tiada apa-apa di bawah yang terbukti.
audit-alarm-not-proven = { $count ->
   *[other] { $count } peristiwa pada halaman ini bukan seperti yang ditandatangani. Seseorang telah mengubah log.
}
audit-alarm-missing = Sejarah ini tidak lengkap: peristiwa nombor { $number } akaun ini hilang.
audit-alarm-unreadable = Peristiwa pada kedudukan { $number } tidak dapat dibaca. Apa yang dipaparkan tentang masa selepas itu tidak mengambil kiranya.
audit-alarm-cut = Akaun ini mempunyai lebih banyak peristiwa daripada yang dipaparkan di sini. Ambil sejarahnya melalui baris perintah.

# Membawanya pulang.
audit-export-title = Bawa pulang
audit-export-text = Satu berkas mengandungi setiap peristiwa akaun yang ditandatangani berserta buktinya. Sesiapa yang memilikinya boleh mengesahkannya tanpa kami:
audit-export-key = Bandingkan kunci ini dengan kunci yang anda terima melalui saluran lain: sesiapa yang memalsukan sejarah akan memalsukan apa yang tertulis di sini juga.
audit-export = Muat turun berkas

# Siapa yang telah melihat.
audit-readers = Siapa yang telah melihat sejarah ini
audit-means-history = membacanya melalui API
audit-means-log = membaca log melalui API
audit-means-replay = memainkannya semula di baris perintah
audit-means-diff = membandingkan dua ketika di baris perintah
audit-means-export = mengambil satu berkas
audit-means-page = melihat halaman ini
