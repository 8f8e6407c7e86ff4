# What the mails say. $brand is the company, $support and $hotline are its support team's mail
# address and telephone number, $time is a time with its zone. No code is ever put into a text.

## Every mail

mail-greeting = Salam sejahtera { $name },
mail-greeting-nameless = Salam sejahtera,
mail-support = Perlukan bantuan? Hantar e-mel kepada pasukan sokongan kami di { $support } atau hubungi { $hotline }.

## The code

code-mail-subject = Kod pengesahan e-mel { $brand } anda
code-mail-preheader = Sah untuk sekali guna sahaja, sehingga { $time }. Jangan beritahu sesiapa.
code-mail-purpose = Masukkan kod pengesahan e-mel ini pada halaman yang memintanya untuk menghidupkan pengesahan dua faktor bagi akaun { $brand } anda:
code-mail-validity = Kod ini sah untuk sekali guna sahaja, sehingga { $time }. Jika anda meminta beberapa kod, hanya kod terbaharu yang sah.
code-mail-secrecy = Kakitangan kami tidak akan sekali-kali meminta kod ini. Jangan beritahu sesiapa.
code-mail-not-you = Jika anda tidak memintanya, ada orang lain yang mengetahui kata laluan akaun anda: tukar kata laluan itu dan maklumkan kepada pasukan sokongan kami. Tanpa kod ini, tiada sesiapa dapat menghidupkan pengesahan dua faktor.

## Two-factor authentication is on

activation-mail-subject = { security-two-factor } telah dihidupkan bagi akaun { $brand } anda
activation-mail-preheader = Mulai sekarang, data pengebilan dan sumber awan memerlukan kod daripada peti mel ini.
activation-mail-purpose = Pengesahan dua faktor melalui e-mel bagi akaun { $brand } anda telah dihidupkan sejak { $time }.
activation-mail-consequence = Mulai sekarang, akses kepada data pengebilan atau sumber awan anda (instans awan, pelayan GPU, pengehosan e-mel) memerlukan kod pengesahan e-mel yang kami hantar ke peti mel ini. Kakitangan kami tidak akan sekali-kali meminta kod tersebut.
activation-mail-lost-mailbox = Jika anda kehilangan akses kepada peti mel ini, pasukan sokongan kami akan membantu anda.
activation-mail-not-you = Jika bukan anda yang menghidupkannya, ada orang lain yang mengetahui kata laluan akaun anda dan boleh membaca peti mel ini: tukar kedua-dua kata laluan dan maklumkan kepada pasukan sokongan kami dengan segera.

## The setup was not finished

unfinished-mail-subject = { security-two-factor } masih dimatikan bagi akaun { $brand } anda
unfinished-mail-preheader = Kod anda betul, tetapi langkah terakhir, { okay-button }, belum diklik. Anda boleh mula semula.
unfinished-mail-purpose = Persediaan { methods-email } bagi akaun { $brand } anda tidak diselesaikan. Kod anda betul, tetapi langkah terakhir, { okay-button }, tidak diklik dalam tempohnya, dan persediaan itu tamat pada { $time }.
unfinished-mail-off = { security-two-factor } dimatikan. Tiada apa-apa yang berubah dalam akaun anda, dan tiada kod akan diminta.
unfinished-mail-again = Untuk menghidupkannya, log masuk, buka { security-title } dan mulakan persediaan semula. Anda akan menerima kod baharu.
unfinished-mail-not-you = Jika bukan anda yang memulakan persediaan ini, ada orang lain yang mengetahui kata laluan akaun anda dan boleh membaca peti mel ini: tukar kedua-dua kata laluan dan maklumkan kepada pasukan sokongan kami dengan segera.

## The account is locked

lock-notice-subject = { security-two-factor } dikunci buat sementara bagi akaun { $brand } anda
lock-notice-preheader = Terlalu banyak percubaan yang salah. Kunci ini berkuat kuasa sehingga { $time }.
lock-notice-wrong-codes = Terlalu banyak kod pengesahan e-mel yang salah dimasukkan berturut-turut bagi akaun { $brand } anda. Tiada kod diterima sehingga { $time }.
lock-notice-wrong-passwords = Terlalu banyak kata laluan yang salah dimasukkan berturut-turut semasa menyediakan pengesahan dua faktor bagi akaun { $brand } anda. Tiada kata laluan diterima di situ sehingga { $time }.
lock-notice-consequence = Tiada sesiapa dapat masuk dengan cara ini, dan tiada apa-apa yang berubah dalam akaun anda.
lock-notice-you = Jika anda yang melakukannya, mulakan semula selepas waktu itu, atau minta pasukan sokongan kami membuka kunci lebih awal.
lock-notice-wrong-codes-not-you = Jika bukan anda, ada orang lain yang mengetahui kata laluan akaun anda, kerana kod hanya diminta selepas kata laluan yang betul dimasukkan: tukar kata laluan itu dan maklumkan kepada pasukan sokongan kami dengan segera.
lock-notice-wrong-passwords-not-you = Jika bukan anda, mungkin ada orang lain yang menggunakan pelayar tempat anda masih log masuk: log keluar di semua tempat, tukar kata laluan dan maklumkan kepada pasukan sokongan kami dengan segera.

## The contact address changed

address-notice-subject = Alamat hubungan akaun { $brand } anda telah ditukar
address-notice-preheader = Kod dan notis keselamatan tetap dihantar ke peti mel ini.
address-notice-purpose = Alamat hubungan akaun { $brand } anda telah ditukar kepada { $address } pada { $time }.
address-notice-consequence = Kod pengesahan e-mel anda dan notis keselamatan kami tetap dihantar ke peti mel ini. Kod dan notis hanya akan dihantar ke peti mel lain setelah peti mel itu disahkan dengan kod.
address-notice-not-you = Jika bukan anda yang menukar alamat itu, ada orang lain yang dapat memasuki akaun anda: tukar kata laluannya dan maklumkan kepada pasukan sokongan kami dengan segera.
