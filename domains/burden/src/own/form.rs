//! What the forms of the house are called where their burden is shown. Not here: counting them. A form without a name here is
//! shown by its path.

use web::i18n::Lookup;

/// Path of a form as the house routes it, its name in Chinese, in English.
const NAMES: [(&str, &str, &str); 94] = [
    ("/account/password", "修改密码", "Change the password"),
    ("/account/step-up", "再次确认身份", "Prove again who you are"),
    ("/accounts/new", "新建账号", "Open an account"),
    ("/accounts/proposals/{id}", "审批授权", "Decide on a grant"),
    ("/accounts/review", "年度授权复核", "Yearly review of grants"),
    ("/accounts/roster", "开通一批账号", "Open accounts from a list"),
    ("/accounts/{id}/grants", "提出授权", "Propose a grant"),
    ("/action/attempts/{id}/confirmation", "确认学用转化", "Confirm an attempt"),
    ("/action/commitments/{id}", "行动学习承诺", "A commitment of action learning"),
    ("/action/intentions/{id}/attempt", "记录一次应用", "Note an attempt"),
    ("/action/rounds/{id}/note", "行动学习记录", "Notes of a round"),
    ("/action/rounds/{id}/{step}", "行动学习研讨", "A round of action learning"),
    ("/action/sets", "组建行动学习小组", "Found a set"),
    ("/action/sets/{id}/goal", "小组课题", "The question of a set"),
    ("/action/transfer", "学用转化计划", "A plan of transfer"),
    ("/answer/answers", "匿名问卷", "Anonymous questionnaire"),
    ("/assessment/ballots", "民主测评设置", "Set up a ballot"),
    ("/assessment/plans/{id}", "考核工作方案", "Plan of the appraisal"),
    ("/assessment/publicity/objections/{id}", "答复公示异议", "Answer an objection"),
    ("/assessment/routine/{id}", "平时考核", "Routine appraisal"),
    ("/assessment/village/{id}", "村干部民主评议", "Village review"),
    ("/assessment/{id}/{noun}", "年度考核", "Annual appraisal"),
    ("/ballot/answers", "民主测评票", "Ballot paper"),
    ("/burden/asks/{id}", "报送数据", "Answer a data request"),
    ("/burden/entries/new", "登记拟发文件、会议、检查", "Register a document, meeting or inspection"),
    ("/burden/requests/new", "要数据", "Ask for data"),
    ("/diagnosis/bank", "题库修订", "Change the question bank"),
    ("/diagnosis/mine", "学习迁移自测", "One's own diagnosis"),
    ("/diagnosis/new", "发起学习迁移诊断", "Begin a diagnosis"),
    ("/diagnosis/plans/{id}", "改进计划", "Plan of improvement"),
    ("/duty/cycles/{id}/scheme", "年度责任方案", "Scheme of a duty year"),
    ("/duty/evidence", "记录工作纪实", "Note evidence of work"),
    ("/duty/evidence/{id}/confirmation", "确认共同完成的工作", "Confirm shared work"),
    ("/duty/letters/{id}/items", "责任书条目", "Items of a letter"),
    ("/duty/letters/{id}/signature", "签订责任书", "Sign a letter"),
    ("/duty/letters/{id}/{noun}", "责任书商议", "Talk over a letter"),
    ("/duty/targets/{id}/change", "调整目标", "Change a target"),
    ("/duty/targets/{id}/shares", "分解目标", "Share out a target"),
    ("/duty/units/{id}/targets", "单位目标", "Targets of a unit"),
    ("/law/calendar", "工作日历", "Calendar of working days"),
    ("/law/clauses/{id}/confirmation", "核实条款参数", "Confirm a clause"),
    ("/law/rules/{name}", "试算规则", "Try a rule"),
    ("/open/comments", "查看意见采纳情况", "Follow a comment"),
    ("/open/decisions/{number}/comments", "对重大决策提意见", "Comment on a decision"),
    ("/open/objections", "查看异议答复", "Follow an objection"),
    ("/open/requests/messages", "补充诉求材料", "Add to a request"),
    ("/open/requests/new", "提出诉求", "Ask the county"),
    ("/open/requests/rating", "评价办理结果", "Rate the answer"),
    ("/open/requests/reopening", "申请重办", "Ask to reopen"),
    ("/open/requests/review", "申请复查、复核", "Ask for a review"),
    ("/openness/decisions/new", "提出决策建议", "Propose a decision"),
    ("/openness/decisions/{id}", "办理重大决策", "Steps of a decision"),
    ("/openness/decisions/{id}/comments", "答复决策意见", "Answer comments"),
    ("/openness/notices/new", "起草公示", "Draft a notice"),
    ("/openness/notices/{id}", "办理公示", "Steps of a notice"),
    ("/openness/village/{unit}", "村务公开", "Village affairs in the open"),
    ("/oversight/changes", "履职事项准入、调整", "Change a duty list"),
    ("/oversight/documents", "登记规范性文件", "Register a document"),
    ("/oversight/documents/registration", "登记已印发的文件", "Register an issued document"),
    ("/oversight/documents/{id}/issue", "印发规范性文件", "Issue a document"),
    ("/oversight/documents/{id}/legality", "合法性审核", "Legality review"),
    ("/oversight/evaluations/{id}/proposal", "规范性文件评估", "Evaluate a document"),
    ("/oversight/items", "新增办事事项", "Add an item"),
    ("/oversight/items/imports", "导入办事事项", "Import items"),
    ("/oversight/items/{id}/change", "修改办事事项", "Change an item"),
    ("/oversight/items/{id}/review", "审核办事事项", "Review an item"),
    ("/oversight/tasks", "下达任务", "Send down a task"),
    ("/oversight/tasks/{id}/answer", "答复下达的任务", "Answer a task"),
    ("/oversight/towns/{id}/imports", "导入履职事项清单", "Import duty lists"),
    ("/requests/complaints/{id}/{noun}", "办理检举控告", "Handle a complaint"),
    ("/requests/new", "登记来电来访", "Write down a call or visit"),
    ("/requests/{id}/messages", "给群众写信", "Write to a resident"),
    ("/requests/{id}/{noun}", "办理群众诉求", "Handle a request"),
    ("/supervision/files", "登记案卷", "Register a file"),
    ("/supervision/matters/{id}/{noun}", "催办和说明", "Reminders and explanations"),
    ("/supervision/recusal", "回避核对", "Check for recusal"),
    ("/supervision/register/confirmation", "确认年度登记", "Confirm the yearly declaration"),
    ("/supervision/register/contacts", "登记政商接触", "Declare a contact"),
    ("/supervision/register/interests", "登记利害关系", "Declare an interest"),
    ("/supervision/reviews", "发起同级监督", "Begin a peer review"),
    ("/supervision/reviews/{id}/{noun}", "办理同级监督", "Steps of a peer review"),
    ("/supervision/steps/{id}/reminder", "催办", "Send a reminder"),
    ("/training/classes/{id}/change", "修改培训班", "Change a class"),
    ("/training/classes/{id}/enrolment", "报名", "Enrol"),
    ("/training/classes/{id}/leave", "请假", "Ask for leave"),
    ("/training/classes/{id}/reaction", "课后评价", "Reaction to a class"),
    ("/training/classes/{id}/report", "学习总结", "Report after a class"),
    ("/training/classes/{id}/sessions/{session}/roll", "签到", "Roll of a session"),
    ("/training/classes/{id}/test", "结业测试", "Test of a class"),
    ("/training/imports", "导入培训记录", "Import training records"),
    ("/training/programmes/{id}/change", "修改培训项目", "Change a programme"),
    ("/training/years/{year}/needs", "上报培训需求", "Training needs"),
    ("/training/years/{year}/programmes", "新增培训项目", "Add a programme"),
    ("/training/years/{year}/survey", "培训需求调查", "Survey of needs"),
];

/// What a form is called.
#[must_use]
pub fn name<'a>(t: &Lookup, path: &'a str) -> &'a str {
    match NAMES.binary_search_by(|(of, ..)| (*of).cmp(path)) {
        Ok(at) => NAMES.get(at).map_or(path, |(_, zh, en)| t.choose(zh, en)),
        Err(_) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn names_are_found_by_their_order_and_none_stands_twice() {
        for two in NAMES.windows(2) {
            assert!(two[0].0 < two[1].0, "{} before {}", two[0].0, two[1].0);
        }
    }
}
