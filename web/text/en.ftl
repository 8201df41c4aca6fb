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
web-problem-403-next = If your work needs it, the head of your unit can ask the administrator to grant it.
web-problem-forged = This request did not come from a page of this system. It was refused so that nobody can act in your name. Nothing was changed.
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
