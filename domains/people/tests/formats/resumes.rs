//! Résumés in every spelling.

use people::formats::resume::{Resume, ResumeRow};
use people::formats::{PartialDate, Severity};

fn row(text: &str) -> ResumeRow {
    let reading = Resume::parse(text);
    assert_eq!(reading.value.rows.len(), 1, "{text}");
    reading.value.rows[0].clone()
}

fn month(text: &str) -> Option<PartialDate> {
    Some(PartialDate::parse(text).unwrap())
}

#[test]
fn every_dash_that_occurs_parts_two_dates() {
    for dash in
        ["-", "--", "---", "—", "——", "―", "─", "～", "－", "－－", "~", "–", " -- ", "— —", "至", "到"]
    {
        let row = row(&format!("2003.09{dash}2007.07  某县某镇科员"));
        assert_eq!(row.from, month("2003.09"), "{dash}");
        assert_eq!(row.to, month("2007.07"), "{dash}");
        assert_eq!(row.text, "某县某镇科员", "{dash}");
        assert!(row.as_written.is_none(), "{dash}");
    }
}

#[test]
fn every_spelling_of_a_month_is_read() {
    for dates in [
        "2003.9--2007.7",
        "２００３．０９－－２００７．０７",
        "200309--200707",
        "2003/09--2007/07",
        "2003年9月--2007年7月",
        "2003年09月至2007年07月",
        "2003. 09--2007. 07",
        "2003-09--2007-07",
        "2003。09--2007。07",
    ] {
        let row = row(&format!("{dates}  某县某镇科员"));
        assert_eq!((row.from, row.to), (month("2003.09"), month("2007.07")), "{dates}");
        assert_eq!(row.text, "某县某镇科员", "{dates}");
    }
}

#[test]
fn open_lines_have_blanks_or_words_instead_of_an_end() {
    for line in [
        "2019.06--         某县某镇镇长",
        "2019.06--  某县某镇镇长",
        "2019.06--某县某镇镇长",
        "2019.06——至今  某县某镇镇长",
        "2019.06--至今某县某镇镇长",
        "2019.06至今 某县某镇镇长",
        "2019.06--今  某县某镇镇长",
        "2019.06-现在 某县某镇镇长",
        "2019年6月起 某县某镇镇长",
    ] {
        let row = row(line);
        assert!(row.open, "{line}");
        assert_eq!((row.from, row.to), (month("2019.06"), None), "{line}");
        assert_eq!(row.text, "某县某镇镇长", "{line}");
    }
}

#[test]
fn an_open_line_is_written_with_nine_blanks_and_a_closed_one_with_two() {
    let text = Resume::parse("2003.9—2007.7 某县某镇科员\n2007.7—至今 某县某镇镇长").value.to_text();
    assert_eq!(text, "2003.09--2007.07  某县某镇科员\n2007.07--         某县某镇镇长");
}

#[test]
fn text_that_begins_with_digits_is_not_taken_for_an_end() {
    let row = row("2019.06--  863项目办公室主任");
    assert!(row.open);
    assert_eq!(row.text, "863项目办公室主任");
    let row = self::row("2003.09--2007.07  2003级本科生");
    assert_eq!(row.to, month("2007.07"));
    assert_eq!(row.text, "2003级本科生");
}

#[test]
fn slips_are_reported_with_their_line_and_written_back_as_they_were() {
    let text = "2003.09--2007.07  某大学学生\n2007.07--2011.09  某县科员\n2011.09-2-015.07  某县股长";
    let reading = Resume::parse(text);
    let slip = reading.findings.iter().find(|finding| finding.severity == Severity::Warning).unwrap();
    assert_eq!(slip.place.line, Some(3));
    assert_eq!(
        slip.problem.zh,
        "“简历”第 3 行的起止年月写的是“2011.09-2-015.07”，像是 2011.09--2015.07 之误。"
    );
    let row = &reading.value.rows[2];
    assert_eq!((row.from, row.to), (month("2011.09"), month("2015.07")));
    assert_eq!(row.as_written.as_deref(), Some("2011.09-2-015.07"));
    assert_eq!(reading.value.to_text(), text);
}

#[test]
fn doubled_stops_years_alone_and_impossible_months_are_slips() {
    for (dates, from, to) in [
        ("1998..09--2002.07", month("1998.09"), month("2002.07")),
        ("1998--2002", month("1998"), month("2002")),
        ("1998年—2002年", month("1998"), month("2002")),
        ("1998.13--2002.07", None, month("2002.07")),
        ("1998.09--2002.17", month("1998.09"), None),
    ] {
        let reading = Resume::parse(&format!("{dates}  某大学学生"));
        let row = &reading.value.rows[0];
        assert_eq!((row.from, row.to), (from, to), "{dates}");
        assert_eq!(row.as_written.as_deref(), Some(dates), "{dates}");
        assert_eq!(
            reading.findings.iter().filter(|finding| finding.place.line == Some(1)).count(),
            1,
            "{dates}"
        );
    }
}

#[test]
fn all_line_ends_are_line_ends() {
    let wanted = "2003.09--2007.07  某大学学生\n2007.07--         某县科员";
    for end in [
        "\r\n",
        "\n",
        "\r",
        "<br>",
        "<br/>",
        "<BR />",
        "&#xD;\n",
        "&#13;&#10;",
        "&lt;br&gt;",
        "&amp;lt;br/&amp;gt;",
    ] {
        let written = wanted.replace('\n', end);
        assert_eq!(Resume::parse(&written).value.to_text(), wanted, "{end}");
    }
}

#[test]
fn line_ends_that_were_doubled_do_not_make_remarks() {
    let written =
        "2003.09--2007.07  某大学学生\n\n2007.07--2010.01  某县科员\n\n2010.01--         某县股长\n\n";
    let reading = Resume::parse(written);
    assert_eq!(reading.value.rows.len(), 3);
    assert_eq!(reading.value.remarks, "");
}

#[test]
fn a_text_without_line_ends_is_cut_at_its_dates() {
    let reading = Resume::parse(
        "1999.09--2003.07  某大学学生2003.07--2009.10  某县科员（其间：2006.03--2006.12 借调）2009.10--         某县副局长",
    );
    let texts: Vec<&str> = reading.value.rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["某大学学生", "某县科员（其间：2006.03--2006.12 借调）", "某县副局长"]);
    assert!(reading.value.rows[2].open);
    assert_eq!(reading.findings[0].severity, Severity::Note);
    assert!(reading.findings[0].problem.zh.contains("分成 3 行"));
}

#[test]
fn a_meanwhile_note_without_brackets_does_not_start_a_line() {
    let reading =
        Resume::parse("1999.09--2003.07  某大学学生，其间：2001.03--2001.12 参加支教2003.07--  某县科员");
    assert_eq!(reading.value.rows.len(), 2);
}

#[test]
fn meanwhile_notes_are_read_inline_and_on_their_own_line() {
    let inline =
        row("2002.07--2011.09  某县某镇干部（其间：2005.09--2007.06 在某党校学习；2008.03—2008.09挂职某村）");
    let own = row(
        "2002.07--2011.09  某县某镇干部\n（其间：2005.09--2007.06在某党校学习；2008.03--2008.09挂职某村）",
    );
    for row in [inline, own] {
        assert_eq!(row.meanwhile.len(), 2);
        assert_eq!(row.meanwhile[0].from, month("2005.09"));
        assert_eq!(row.meanwhile[0].text, "在某党校学习");
        assert_eq!(row.meanwhile[1].to, month("2008.09"));
        assert_eq!(row.meanwhile[1].text, "挂职某村");
    }
}

#[test]
fn lines_without_dates_continue_and_wrapped_lines_are_joined() {
    let reading = Resume::parse(
        "2003.09--2007.07  某县某局科员，\n分管一项工作\n2007.07--         某县某局一个很长的\n                  内设机构主任",
    );
    let texts: Vec<&str> = reading.value.rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["某县某局科员，\n分管一项工作", "某县某局一个很长的内设机构主任"]);
}

#[test]
fn a_gap_of_eighteen_blanks_inside_a_line_is_a_wrap() {
    let line = format!("2003.09--2007.07  某县某局一个很长的{}内设机构主任", " ".repeat(18));
    assert_eq!(row(&line).text, "某县某局一个很长的内设机构主任");
}

#[test]
fn what_follows_an_empty_line_is_a_remark() {
    let reading = Resume::parse("2003.09--         某县科员\n\n说明：以上属实\n2001.02--2002.03  曾在某厂");
    assert_eq!(reading.value.rows.len(), 1);
    assert_eq!(reading.value.remarks, "说明：以上属实\n2001.02--2002.03  曾在某厂");
    let dated = reading.findings.iter().find(|finding| finding.place.line == Some(4)).unwrap();
    assert_eq!(dated.severity, Severity::Warning);
    assert_eq!(Resume::parse(&reading.value.to_text()).value, reading.value);
}

#[test]
fn rows_out_of_order_open_in_the_middle_or_backwards_are_warned_of_and_gaps_noted() {
    let reading = Resume::parse(
        "2003.09--2002.07  甲\n2007.07--         乙\n2005.01--2006.01  丙\n2008.01--         丁",
    );
    let lines: Vec<(Option<u32>, Severity)> =
        reading.findings.iter().map(|finding| (finding.place.line, finding.severity)).collect();
    assert!(lines.contains(&(Some(1), Severity::Warning)), "{lines:?}");
    assert!(lines.contains(&(Some(2), Severity::Warning)), "{lines:?}");
    assert!(lines.contains(&(Some(4), Severity::Note)), "{lines:?}");
}

#[test]
fn prose_without_dates_is_kept_and_reported() {
    let reading = Resume::parse("2008年获奖，长期在某镇工作。");
    assert!(reading.value.rows.is_empty());
    assert_eq!(reading.value.to_text(), "2008年获奖，长期在某镇工作。");
    assert_eq!(reading.findings.len(), 1);
}
