# The first screen.

server-home = To do
server-home-title = To do
server-now = What needs me now
server-now-none = Nothing waits for you.
server-due = Due { $day }
server-left = { $n } days left
server-late = { $n } days overdue
server-provisional = (provisional: the holidays of that year have not been announced)
server-more = There is more; the most pressing stand here, the rest follows as these are done.
server-mine = What I answer for
server-mine-none = Your letter for this year is not in force yet. Once it is, its items and where they stand appear here.
server-record = Record work done
