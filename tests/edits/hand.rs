//! Policy files as many hands would write them: blocks and braces, remarks,
//! blank lines, line ends, all at random and the same in every run.

use crate::random::Random;

/// Writes a policy file by a random hand.
pub(super) struct Hand {
    random: Random,
    remarks: usize,
}

/// A version as the hand writes it: key → its writing in a block and in braces.
type Entries = Vec<(&'static str, Vec<String>, String)>;

impl Hand {
    pub(super) fn new(seed: u64) -> Self {
        Hand { random: Random::new(seed), remarks: 0 }
    }

    /// A whole policy.yaml.
    pub(super) fn file(&mut self) -> String {
        let mut parts = vec![
            self.phrase("title"),
            vec!["governing_language: ar".to_owned()],
            vec![format!("code: {}", self.random.pick(&["POL-01", "'POL-01'", "\"POL-01\""]))],
            self.versions(),
        ];
        if self.random.one_in(2) {
            parts.push(self.phrase("owner"));
        }
        if self.random.one_in(2) {
            parts.push(vec!["review: {every_months: 24}".to_owned()]);
        }
        if self.random.one_in(3) {
            parts.push(vec!["numbering: &labels".to_owned(), "  - article".to_owned(), "  - decimal".to_owned()]);
        }
        self.random.shuffle(&mut parts);
        let mut lines = Vec::new();
        if self.random.one_in(5) {
            lines.push("---".to_owned());
        }
        for part in parts {
            self.remark_lines(0, &mut lines);
            lines.extend(part);
        }
        self.remark_lines(0, &mut lines);
        let end = self.random.pick(&["\n", "\r\n"]);
        let text = lines.join(end);
        let mark = if self.random.one_in(4) { "\u{feff}" } else { "" };
        let last = match self.random.below(4) {
            0 => String::new(),
            1 => format!("{end}{end}"),
            _ => end.to_owned(),
        };
        format!("{mark}{text}{last}")
    }

    fn remark(&mut self) -> String {
        self.remarks += 1;
        let words =
            self.random.pick(&["ملاحظة: [x, {y}]", "don't touch", "- \"quoted\" & *starred", "approval: pending"]);
        format!("# {} {words}", self.remarks)
    }

    fn remark_lines(&mut self, indent: usize, lines: &mut Vec<String>) {
        if self.random.one_in(4) {
            lines.push(self.random.pick(&["", "", "   "]).to_owned());
        }
        if self.random.one_in(3) {
            let remark = self.remark();
            lines.push(format!("{}{remark}", " ".repeat(indent)));
        }
    }

    /// Perhaps a remark at the end of a line.
    fn trail(&mut self, line: String) -> String {
        match self.random.below(5) {
            0 => format!("{line}  {}", self.remark()),
            1 if !line.is_empty() => format!("{line} "),
            _ => line,
        }
    }

    fn phrase(&mut self, key: &str) -> Vec<String> {
        match self.random.below(4) {
            0 => {
                let line = format!("{key}: {{ar: سياسة الهدايا, en: \"Gifts, and more\"}}");
                vec![self.trail(line)]
            }
            1 => vec![format!("{key}:"), "  ar: سياسة الهدايا".into(), "  en: 'Gifts'".into()],
            2 => vec![
                format!("{key}:"),
                "  ar: >-".into(),
                "    سياسة".into(),
                "    الهدايا".into(),
                "  en: Gifts".into(),
            ],
            _ => vec![format!("{key}: {{ar: سياسة الهدايا,"), "  en: Gifts}".into()],
        }
    }

    fn versions(&mut self) -> Vec<String> {
        let count = 1 + self.random.below(3);
        let style = self.random.below(5);
        let dash = [0, 2, 4][self.random.below(3)];
        let gap = 1 + self.random.below(3);
        let mut lines = Vec::new();
        let all: Vec<Entries> = (0..count).map(|nth| self.version(nth, nth + 1 == count)).collect();
        let braces = |entries: &Entries| {
            let entries: Vec<String> = entries.iter().map(|(key, _, flow)| format!("{key}: {flow}")).collect();
            format!("{{{}}}", entries.join(", "))
        };
        match style {
            0 => {
                let items: Vec<String> = all.iter().map(braces).collect();
                let line = format!("versions: [{}]", items.join(", "));
                lines.push(self.trail(line));
            }
            1 => {
                lines.push("versions: [".to_owned());
                for (nth, entries) in all.iter().enumerate() {
                    let comma = if nth + 1 < all.len() || self.random.one_in(2) { "," } else { "" };
                    let line = format!("  {}{comma}", braces(entries));
                    lines.push(self.trail(line));
                }
                lines.push("]".to_owned());
            }
            2 => {
                lines.push(self.trail("versions:".to_owned()));
                for entries in &all {
                    self.remark_lines(dash, &mut lines);
                    let line = format!("{}-{}{}", " ".repeat(dash), " ".repeat(gap), braces(entries));
                    lines.push(self.trail(line));
                }
            }
            _ => {
                lines.push(self.trail("versions:".to_owned()));
                for entries in all {
                    self.block(entries, dash, gap, &mut lines);
                }
            }
        }
        lines
    }

    fn block(&mut self, entries: Entries, dash: usize, gap: usize, lines: &mut Vec<String>) {
        let mut first = true;
        let indent = " ".repeat(dash + 1 + gap);
        self.remark_lines(dash, lines);
        if self.random.one_in(6) {
            let line = format!("{}-", " ".repeat(dash));
            lines.push(self.trail(line).trim_end().to_owned());
            first = false;
        }
        for (key, block, flow) in entries {
            if !first {
                self.remark_lines(dash + 1 + gap, lines);
            }
            let own = if self.random.one_in(2) || block.is_empty() {
                let line = format!("{key}: {flow}");
                vec![self.trail(line)]
            } else {
                let mut own = vec![self.trail(format!("{key}:"))];
                own.extend(block.into_iter().map(|line| {
                    let line = format!("  {line}");
                    if line.ends_with('|') || line.ends_with("اول") { line } else { self.trail(line) }
                }));
                own
            };
            for line in own {
                let head = if first { format!("{}-{}", " ".repeat(dash), " ".repeat(gap)) } else { indent.clone() };
                lines.push(format!("{head}{line}"));
                first = false;
            }
        }
        if self.random.one_in(4) {
            // It speaks of what stands above it.
            let remark = self.remark();
            lines.push(format!("{indent}  {remark}"));
        }
    }

    fn version(&mut self, nth: usize, last: bool) -> Entries {
        let quote = self.random.pick(&["\"", "'"]);
        let mut entries: Entries = vec![("version", Vec::new(), format!("{quote}1.{nth}{quote}"))];
        if last && self.random.one_in(2) {
            let word = self.random.pick(&["pending", "\"pending\"", "'pending'"]);
            let block = if self.random.one_in(3) { vec![word.to_owned()] } else { Vec::new() };
            entries.push(("approval", block, word.to_owned()));
        } else {
            let day = format!("hijri: 1446-0{}-12", nth + 7);
            let block = ["body:", "  ar: المجلس", "  en: Board", "session: 3", &day];
            let flow = format!("{{body: {{ar: المجلس, en: \"The Board\"}}, session: 3, {day}}}");
            entries.push(("approval", block.map(str::to_owned).to_vec(), flow));
            if self.random.one_in(2) {
                let seal = format!("sha256:{}", "a".repeat(64));
                let block = vec![format!("ar: {seal}")];
                entries.push(("seal", block, format!("{{ar: \"{seal}\"}}")));
            }
            match self.random.below(4) {
                0 => entries.push(("reviewed", Vec::new(), "[]".to_owned())),
                1 => {
                    let block = vec!["- date: 2025-02-01".to_owned(), "  session: 4".to_owned()];
                    entries.push(("reviewed", block, "[{date: 2025-02-01, session: 4}]".to_owned()));
                }
                2 => entries.push((
                    "reviewed",
                    vec!["- {date: 2025-02-01}".to_owned()],
                    "[{date: 2025-02-01}, ]".to_owned(),
                )),
                _ => {}
            }
        }
        if self.random.one_in(2) {
            entries.push(("effective", Vec::new(), format!("2025-0{}-01", nth + 1)));
        }
        if self.random.one_in(2) {
            let block = vec!["ar: |".to_owned(), "  السطر الاول".to_owned(), "en: First".to_owned()];
            entries.push(("change", block, "{ar: الإصدار, en: \"First: {edition}\"}".to_owned()));
        }
        self.random.shuffle(&mut entries);
        entries
    }
}
