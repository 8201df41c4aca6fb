# 首页。

server-home = 待办
server-home-title = 待办
server-now = 现在需要我办理的
server-now-none = 目前没有待办事项。
server-due = { $day } 前办结
server-left = 还剩 { $n } 天
server-late = 已逾期 { $n } 天
server-provisional = （该年度放假安排尚未公布，日期为暂定）
server-more = 待办较多，只列出最急的。办完后，其余的会依次出现。
server-mine = 我的责任
server-mine-none = 本年度责任书尚未生效，生效后在这里列出各项责任和进度。
server-record = 记录工作纪实
