# The pages of auditors.
audit-sign-in-title = Auditors: sign in
audit-sign-in-text = These pages show the security history of an account, and prove it. They open with the API key of an auditor.
audit-key = API key
audit-key-wrong = This is no key of an auditor that is in use.
audit-title = Look at a history
audit-text = Search by account, by time, or by both. Whatever you look at is recorded, with your name and your reason.
audit-account-hint = The account's id, exactly.
audit-account-unfit = An account's id has 1 to 64 letters, digits and the characters . _ ~ -
audit-from = From (UTC)
audit-to = Until (UTC)
audit-time-hint = A time alone finds the accounts that had events then.
audit-time-unfit = Enter a date with a time, such as 2026-11-24 06:33.
audit-times-swapped = The end of the time is before its beginning.
audit-nothing-given = Enter an account or a time.
audit-reason = Why do you look?
audit-reason-hint = A ticket or a few words, at most 200 characters. Others who look at this history see them.
audit-reason-unfit = Say why you look, in 1 to 200 characters.
audit-search = Search
audit-search-again = Search for something else
audit-read-for = Read for: { $reason }
audit-when-ever = From its beginning until now.
audit-when-from = From { $from }.
audit-when-to = Until { $to }.
audit-when-between = From { $from } until { $to }.

# The accounts of a time.
audit-found-title = Accounts with events
audit-found-none = No account had an event then.
audit-found-events = { $events ->
    [one] one event
   *[other] { $events } events
}
audit-found-more = More accounts
audit-found-cut = So much happened in this time that only the events before { $at } were looked through. Search for a shorter time.

# The history of an account.
audit-history-title = History of an account
audit-history-of = History of { $account }
audit-no-account = There is no such account: no event is, or ever was, of this id.
audit-state-title = The account's security at this event
audit-state-show = Show
audit-event-number = Event { $number } of { $last }
audit-position = position { $position }
audit-state-off = Off
audit-state-setting-up = Off; it is being set up
audit-state-awaits-okay = Off; the mailbox is proven, and { okay-button } was not clicked yet
audit-state-on = On since { $since }
audit-codes-go-to = Codes go to
audit-codes-to-proven = the mailbox that a code proved
audit-codes-to-contact = the contact address
audit-codes-to-nobody = nobody
audit-lock-codes = Lock for wrong codes
audit-lock-passwords = Lock for wrong passwords
audit-locked-until = locked until { $until }
audit-not-locked = not locked
audit-timeline = Timeline
audit-timeline-none = The account had no event then.
audit-unreadable = This event cannot be read
audit-earlier = Earlier events
audit-later = Later events
audit-from-device = device { $value }
audit-from-language = language { $value }
audit-from-mailbox = mailbox at { $value }
audit-from-request = request { $value }

# Proofs.
audit-signed-up-to = The log is signed up to position { $position }. Each proof below was checked just now.
audit-signed-nothing = Nothing of the log is signed yet.
audit-proven = Proven
audit-not-yet-signed = Not signed yet
audit-overdue = NOT SIGNED, although it should be
audit-not-proven = NOT PROVEN
audit-forged-checkpoint = The newest checkpoint is not signed by a key of this log. Nothing below is proven.
audit-alarm-not-proven = { $count ->
    [one] One event on this page is not what was signed. Somebody changed the log.
   *[other] { $count } events on this page are not what was signed. Somebody changed the log.
}
audit-alarm-missing = The history is not whole: event number { $number } of the account is missing.
audit-alarm-unreadable = The event at position { $number } cannot be read. Whatever is told of the time since then leaves it out.
audit-alarm-cut = The account has more events than this page tells of. Take its history away by the command line.

# Taking it away.
audit-export-title = Take it away
audit-export-text = A bundle holds every signed event of the account with its proof. Whoever has it can verify it without us:
audit-export-key = Compare the key with the one that you were given on another way: whoever forges a history forges what stands here too.
audit-export = Download the bundle

# Who has looked.
audit-readers = Who has looked at this history
audit-means-history = read it by the API
audit-means-log = read the log by the API
audit-means-replay = replayed it at the command line
audit-means-diff = compared two moments at the command line
audit-means-export = took a bundle away
audit-means-page = looked at these pages
