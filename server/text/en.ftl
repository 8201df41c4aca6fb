# The first screen.

server-home = To do
server-home-title = To do
server-now = What needs me now
server-now-none = Nothing waits for you.
server-take = Open
server-more = There is more; the most pressing stand here, the rest follows as these are done.
server-mine = What I answer for
server-mine-none = Your letter for this year is not in force yet. Once it is, its items and where they stand appear here.
server-amount = { $done } { $unit } recorded, goal { $goal } { $unit }
server-reached = reached on { $day }
server-reach-by = to be reached by { $day }
server-entries = { $n } entries
server-record = Record work done
server-letter = Read the letter
