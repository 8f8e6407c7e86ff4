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
code-mail-purpose-sign-in = Masukkan kod pengesahan e-mel ini pada halaman yang memintanya untuk log masuk ke akaun { $brand } anda:
code-mail-purpose-step-up = Masukkan kod pengesahan e-mel ini pada halaman yang memintanya untuk mencapai bahagian yang dilindungi dalam akaun { $brand } anda:
code-mail-purpose-disable = Masukkan kod pengesahan e-mel ini pada halaman yang memintanya untuk mematikan pengesahan dua faktor bagi akaun { $brand } anda:
code-mail-validity = Kod ini sah untuk sekali guna sahaja, sehingga { $time }. Jika anda meminta beberapa kod, hanya kod terbaharu yang sah.
code-mail-secrecy = Kakitangan kami tidak akan sekali-kali meminta kod ini. Jangan beritahu sesiapa.
code-mail-not-you = Jika anda tidak memintanya, ada orang lain yang mengetahui kata laluan akaun anda: tukar kata laluan itu dan maklumkan kepada pasukan sokongan kami. Tanpa kod ini, tiada sesiapa dapat menghidupkan pengesahan dua faktor.
code-mail-not-you-sign-in = Jika anda tidak sedang log masuk, ada orang lain yang mengetahui kata laluan akaun anda: tukar kata laluan itu dan maklumkan kepada pasukan sokongan kami. Tanpa kod ini, tiada sesiapa dapat masuk.
code-mail-not-you-signed-in = Jika anda tidak memintanya, mungkin ada orang lain yang menggunakan pelayar tempat anda masih log masuk: log keluar di semua tempat, tukar kata laluan dan maklumkan kepada pasukan sokongan kami. Tanpa kod ini, tiada sesiapa dapat meneruskannya.

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
lock-notice-wrong-passwords = Terlalu banyak kata laluan yang salah dimasukkan berturut-turut semasa menghidupkan atau mematikan pengesahan dua faktor bagi akaun { $brand } anda. Tiada kata laluan diterima di situ sehingga { $time }.
lock-notice-consequence = Tiada sesiapa dapat masuk dengan cara ini, dan tiada apa-apa yang berubah dalam akaun anda.
lock-notice-you = Jika anda yang melakukannya, mulakan semula selepas waktu itu, atau minta pasukan sokongan kami membuka kunci lebih awal.
lock-notice-wrong-codes-not-you = Jika bukan anda, ada orang lain yang mengetahui kata laluan akaun anda atau sedang menggunakan pelayar tempat anda masih log masuk: log keluar di semua tempat, tukar kata laluan dan maklumkan kepada pasukan sokongan kami dengan segera.
lock-notice-wrong-passwords-not-you = Jika bukan anda, mungkin ada orang lain yang menggunakan pelayar tempat anda masih log masuk: log keluar di semua tempat, tukar kata laluan dan maklumkan kepada pasukan sokongan kami dengan segera.

## The contact address changed

address-notice-subject = Alamat hubungan akaun { $brand } anda telah ditukar
address-notice-preheader = Kod dan notis keselamatan tetap dihantar ke peti mel ini.
address-notice-purpose = Alamat hubungan akaun { $brand } anda telah ditukar kepada { $address } pada { $time }.
address-notice-consequence = Kod pengesahan e-mel anda dan notis keselamatan kami tetap dihantar ke peti mel ini. Kod dan notis hanya akan dihantar ke peti mel lain setelah peti mel itu disahkan dengan kod.
address-notice-not-you = Jika bukan anda yang menukar alamat itu, ada orang lain yang dapat memasuki akaun anda: tukar kata laluannya dan maklumkan kepada pasukan sokongan kami dengan segera.

## Two-factor authentication is off

disabled-mail-subject = { security-two-factor } telah dimatikan bagi akaun { $brand } anda
disabled-mail-preheader = Kini kata laluan anda sahaja sudah memadai untuk masuk.
disabled-mail-purpose = Pengesahan dua faktor melalui e-mel bagi akaun { $brand } anda telah dimatikan pada { $time }, dengan kata laluan akaun dan kod daripada peti mel ini.
disabled-mail-consequence = Mulai sekarang, kata laluan anda sahaja sudah memadai untuk log masuk dan mencapai data pengebilan serta sumber awan anda (instans awan, pelayan GPU, pengehosan e-mel). Semua sesi lain telah dilog keluar.
disabled-mail-undo = Untuk menghidupkannya semula, log masuk, buka Akaun Saya, kemudian Keselamatan Akaun, dan sediakan pengesahan dua faktor sekali lagi.
disabled-mail-not-you = Jika bukan anda yang mematikannya, ada orang lain yang mengetahui kata laluan akaun anda dan boleh membaca peti mel ini: tukar kedua-dua kata laluan, hidupkan semula pengesahan dua faktor dan maklumkan kepada pasukan sokongan kami dengan segera.

## The code is wrong time and again

wrong-code-notice-subject = Kod yang salah bagi akaun { $brand } anda
wrong-code-notice-preheader = Kod yang salah dimasukkan { $count } kali berturut-turut.
wrong-code-notice-sign-in = Seseorang telah log masuk ke akaun { $brand } anda dengan kata laluan yang betul, kemudian memasukkan kod pengesahan e-mel yang salah sebanyak { $count } kali berturut-turut sehingga { $time }.
wrong-code-notice-step-up = Seseorang yang telah log masuk ke akaun { $brand } anda memasukkan kod pengesahan e-mel yang salah sebanyak { $count } kali berturut-turut sehingga { $time } untuk mencapai bahagian yang dilindungi.
wrong-code-notice-disable = Seseorang yang telah log masuk ke akaun { $brand } anda memasukkan kod pengesahan e-mel yang salah sebanyak { $count } kali berturut-turut sehingga { $time } untuk mematikan pengesahan dua faktor.
wrong-code-notice-consequence = Tiada sesiapa dapat masuk dengan cara ini, dan tiada apa-apa yang berubah dalam akaun anda.
wrong-code-notice-you = Jika anda yang melakukannya, minta kod baharu pada halaman itu: hanya kod terbaharu yang sah.
wrong-code-notice-not-you-sign-in = Jika bukan anda, ada orang lain yang mengetahui kata laluan akaun anda: tukar kata laluan itu dan maklumkan kepada pasukan sokongan kami dengan segera.
wrong-code-notice-not-you-signed-in = { lock-notice-wrong-passwords-not-you }
