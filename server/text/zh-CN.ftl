# 首页。

server-home = 待办
server-home-title = 待办
server-now = 现在需要我办理的
server-now-none = 目前没有待办事项。
server-take = 办理
server-more = 待办较多，只列出最急的。办完后，其余的会依次出现。
server-mine = 我的责任
server-mine-none = 本年度责任书尚未生效，生效后在这里列出各项责任和进度。
server-amount = 已记 { $done } { $unit }，目标 { $goal } { $unit }
server-reached = 已于 { $day } 完成
server-reach-by = 应于 { $day } 前完成
server-entries = 已记纪实 { $n } 条
server-record = 记录工作纪实
server-letter = 查看责任书
