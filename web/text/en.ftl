# The texts of the house itself: header, footer, form messages, error pages. Each room has its own text/.

web-house = Shanzhi
web-skip = Skip to content
web-rooms = Rooms
web-bar = Main places
web-more = More
web-more-empty = After you sign in, the places open to you are listed here.
web-to-front = To the front page
web-sign-in = Sign in
web-sign-out = Sign out
web-demo-banner = Demonstration county: the units are real, the people and cases are invented. Nothing done here has any effect.
web-size = Text size
web-size-normal = Normal
web-size-large = Large
web-size-larger = Largest
web-language = Language
web-optional = (optional)
web-choose = Choose

web-error-summary = { $n ->
    [one] One thing to put right before this can be sent
   *[other] { $n } things to put right before this can be sent
}
web-error-required = This is empty; please fill it in.
web-error-choose = Nothing is chosen; please choose one.
web-error-choice = This is not one of the choices; please choose again.
web-error-too-long = At most { $max } characters; this has { $now }. Please shorten it.
web-error-number = “{ $typed }” is not a number; write it like 1234 or 1,234.5.
web-error-whole = “{ $typed }” is not a whole number; please give a whole number.
web-error-places = At most { $places } digits after the point.
web-error-range = This must be between { $low } and { $high }.
web-error-date = “{ $typed }” is not a date; write it like 2026-03-02.
web-error-file-too-large = “{ $name }” is larger than { $max } MB; please compress it and choose it again.

web-problem-id = When you report this, give the number
web-problem-400-title = The request could not be read
web-problem-400 = What arrived was incomplete, or the address is wrong.
web-problem-400-next = Go back and fill it in again. If this keeps happening, give the number below to the administrator.
web-problem-not-a-form = The form that arrived could not be read. Nothing was changed.
web-problem-401-title = Please sign in
web-problem-401 = This page can be seen only after signing in.
web-problem-401-next = Sign in to go on.
web-problem-403-title = Not yours to do
web-problem-403 = Your duties and rights do not include seeing or handling this.
web-problem-403-next = If your work needs it, the head of your unit can ask the security administrator to grant it.
web-problem-forged = This request did not come from a page of this system. It was refused so that nobody can act in your name. Nothing was changed.
web-problem-choose-password = You came in by a one-time password: choose your own before anything else. Nothing was changed.
web-problem-404-title = Not found
web-problem-404 = This page does not exist, or it is outside what you may see.
web-problem-404-next = Check the address, or start again from the front page.
web-problem-405-title = Not done this way
web-problem-405 = This address cannot be used in this way. Nothing was changed.
web-problem-405-next = Start again from the front page.
web-problem-409-title = This has changed meanwhile
web-problem-409 = Since you opened the page, somebody else handled this or it moved to the next step. Nothing was changed.
web-problem-409-next = Open it again and go on from its present state.
web-problem-413-title = Too large
web-problem-413 = More was sent than is accepted: 20 MB for one file, 60 MB in all.
web-problem-413-next = Compress the files or send them in parts.
web-problem-415-title = Format not accepted
web-problem-415 = This page does not accept content of this kind.
web-problem-415-next = Please use the form on the page.
web-problem-422-title = This does not hold
web-problem-422 = Something in what was sent does not meet the requirements. Nothing was changed.
web-problem-422-next = Go back, put it right and send it again.
web-problem-429-title = Too many attempts
web-problem-429 = There were too many attempts in a short time.
web-problem-429-next = Please try again later.
web-problem-500-title = This could not be done
web-problem-500 = Something failed on our side. Nothing was changed.
web-problem-500-next = The failure is on record. Try again later; if it still fails, give the number below to the administrator.
web-problem-503-title = Not available just now
web-problem-503 = The system is busy or being maintained.
web-problem-503-next = Try again shortly; keep what you have typed.

web-files-none = No files.
web-history-none = Nothing has been done on this yet.
web-ledger-number = ledger no. { $n }
web-pager = Pages
web-page = Page
web-page-before = Previous
web-page-after = Next
web-page-total = { $n ->
    [one] One entry
   *[other] { $n } entries
}
web-steps = Steps
web-step-done = done
web-step-now = open now
web-step-next = to come
web-step-skipped = not needed here
web-due-today = due today
web-due-this-hour = less than an hour left
web-left-days = { $n ->
    [one] 1 day left
   *[other] { $n } days left
}
web-left-working = { $n ->
    [one] 1 working day left
   *[other] { $n } working days left
}
web-left-hours = { $n ->
    [one] 1 hour left
   *[other] { $n } hours left
}
web-late-days = { $n ->
    [one] 1 day overdue
   *[other] { $n } days overdue
}
web-late-working = { $n ->
    [one] 1 working day overdue
   *[other] { $n } working days overdue
}
web-late-hours = { $n ->
    [one] 1 hour overdue
   *[other] { $n } hours overdue
}
web-provisional = provisional
web-provisional-why = the holiday calendar of that year is not published yet; the day may move
web-confirm-what = What will happen
web-confirm-whom = To whom
web-work = Progress of the work
web-work-look-again = See how far it is
web-table-filter = Find on this page
web-table-export = Export as spreadsheet
web-table-empty = Nothing here yet.
web-decision-basis = Basis (依据): { $n ->
    [one] one reason
   *[other] { $n } reasons
}, by the rules in force on { $on }
web-decision-contest = Not right? How to contest this
web-decision-refused = Cannot be decided: { $fact }: { $why }
web-decision-unconfirmed = Cannot be decided yet: it rests on parameters not checked against the regulation ({ $parameters }). The county has to confirm them first.
web-decision-article = { $regulation }, art. { $article }
web-reason-held = Condition met.
web-reason-not-held = Condition not met.
web-reason-open = To be confirmed.
web-in-force-from = in force since { $from }
web-in-force-between = in force { $from } to { $to }
web-in-force-to = in force until { $to }
web-verified-read = checked against the text
web-verified-secondary = from a secondary source, not checked against the text
web-verified-recalled = not checked; the county has to confirm it
web-value-none = none
web-value-yes = yes
web-value-year = { $year }
web-value-no = no
web-chart-data = Data
web-chart-item = Item
web-chart-value = Value
web-chart-share = Share
web-chart-done = Done
web-chart-total = Total
web-chart-count = Count
web-chart-note = Note
web-chart-level = Level
web-chart-step = Step
web-chart-who = Done by
web-chart-limit = Within
web-chart-returns = May go back to
web-chart-attachments = To be attached
web-chart-empty = There is nothing to draw yet.
web-draft-kept = Kept on this device, { $time }
web-draft-restored = What you had not sent yet has been put back.
web-draft-discard = Discard the draft on this device
web-line-lost = No connection. What you wrote is kept on this device and will be sent by itself, once only.
web-characters-left = { $n ->
    [one] 1 character left
   *[other] { $n } characters left
}
web-characters-over = { $n ->
    [one] 1 character too many
   *[other] { $n } characters too many
}
web-filter-none = Nothing on this page matches

# Proving again who one is.
web-step-up = Who are you, once more
web-step-up-lead = Signing, granting rights and opening sealed values need a proof of who you are from the last 10 minutes. What you typed is kept and goes on afterwards.
web-step-up-code = One-time code
web-step-up-code-hint = The six digits the generator on your phone shows now; without your phone, a recovery code.
web-step-up-password = Password
web-step-up-password-hint = The one you sign in with.
web-step-up-password-demo = In the demo county it is demo.
web-step-up-go = Prove it and go on

# Passkeys.
web-passkey-use = Prove it with a passkey
web-passkey-failed = The passkey was not accepted. Try again, or use a one-time code.
web-passkey-name = Name, such as “office computer” or “phone”
web-passkey-add = Register a passkey of this device
