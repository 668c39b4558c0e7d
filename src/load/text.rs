//! One text file → its facts, clauses and references.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::seal::seal;
use crate::model::spelling::{harm_of, unsafe_control};
use crate::model::{
    Clause, Clauses, Gathered, Label, Lang, Reference, ReferenceTarget, Text, Translation, names_attachment,
};
use crate::report::{Report, Reported, meant};
use crate::source::{FileId, Packed, Place, front_matter};
use crate::text::{
    Child, ClauseKind, Embed, Link, Node as ClauseNode, NumberStyle, Parsed, is_safe_html, is_safe_scheme, number,
    parse,
};

use super::front_matter::missed;
use super::problems::report_problems;
use super::shaped::read_shaped;
use super::shapes;
use super::statements::statements;

/// The embeds that a text may hold.
pub const EMBEDS: [&str; 5] = ["form", "channels", "commitments", "approval", "contact"];

/// Reads a text; `numbering` labels the clauses that have no label of their own. Without it
/// the clauses are left unread, and nothing is found in them. With `keep`, what was read stays.
/// Where its words are `settled`, what only other words would mend is a warning.
pub(super) fn read(
    file: FileId,
    lang: Lang,
    packed: &Packed,
    numbering: Option<&[NumberStyle]>,
    keep: bool,
    settled: bool,
) -> Reported<Text> {
    let mut report = Report::default();
    let source = &*packed.text();
    let mark = source.len() - source.trim_start_matches('\u{feff}').len();
    let matter = front_matter(source);
    if matter.is_none() && source[mark..].lines().next().is_some_and(|line| line.trim_end() == "---") {
        let place = Place::Offset(file, mark);
        report
            .error("front-matter-open", place, "the front matter has no second line of `---`")
            .hint("end it with a line of three dashes");
    }
    if matter.is_none()
        && let Some((at, why)) = missed(source)
    {
        let message = format!("the front matter is not read, because {why}, so it would be published as text");
        let hint = "begin the file with a line of `---`, then `title: …` and `summary: …`, then another line of `---`";
        report.of_words("front-matter-missed", settled, Place::Offset(file, at), message).hint(hint);
    }
    let body = matter.map_or(mark, |matter| matter.body);
    let node = matter.and_then(|matter| {
        let base = matter.yaml.as_ptr() as usize - source.as_ptr() as usize;
        report.take(read_shaped(file, matter.yaml, base, &[], &shapes::FRONT_MATTER))
    });
    let text = |key| node.as_ref().and_then(|node| node.text(key));
    let parsed = numbering.map(|_| read_markdown(file, source, body, settled, &mut report));
    let (clauses, references) = parsed
        .as_ref()
        .zip(numbering)
        .map(|(parsed, numbering)| read_clauses(file, parsed, numbering, &mut report))
        .unwrap_or_default();
    let is_told = report.findings.iter().any(|finding| finding.id.starts_with("front-matter"));
    // A few paragraphs need no summary; a document with headings does.
    if matter.is_none() && !settled && !is_told && clauses.iter().any(|clause| clause.kind == ClauseKind::Section) {
        let message = "the text has no front matter, so it has no title and no summary of its own";
        let hint = "begin the file with `---`, `title: …`, `summary: …` and `---`, each on a line of its own";
        report.note("front-matter-missing", Place::Offset(file, mark), message).hint(hint);
    }
    let statements = statements(source, &clauses);
    let value = Text {
        file,
        lang,
        source: packed.clone(),
        body,
        title: text("title"),
        summary: text("summary"),
        translation: text("translation").and_then(|word| Translation::from_word(&word)),
        translated_from: text("translated_from"),
        clauses,
        references: references.into(),
        statements: Arc::new(statements),
        seal: seal(source),
        kept: parsed.filter(|_| keep).map(Arc::new),
    };
    Reported { value, report }
}

/// What the Markdown of a text says.
fn read_markdown(file: FileId, source: &str, body: usize, settled: bool, report: &mut Report) -> Parsed {
    for (nth, line) in source.split_inclusive('\n').enumerate() {
        report_controls(file, source, nth, line, report);
    }
    let parsed = parse(source, body);
    report_problems(file, &parsed, settled, report);
    parsed
}

/// The clauses of a text, and what they refer to.
fn read_clauses(
    file: FileId,
    parsed: &Parsed,
    numbering: &[NumberStyle],
    report: &mut Report,
) -> (Clauses, Vec<Reference>) {
    let mut reader = Reader { file, numbering, clauses: Gathered::default(), references: Vec::new(), report };
    reader.children(&parsed.children, 0);
    parsed.unseen.iter().for_each(|(html, at)| reader.html(html, *at));
    for note in &parsed.notes {
        note.links().into_iter().for_each(|link| reader.reference(link));
        note.html().into_iter().for_each(|(html, at)| reader.html(html, at));
    }
    (reader.clauses.finish(), reader.references)
}

/// Numbers the clauses of a text as the governing one does: «المادة 3» stays
/// article 3 where the translation lacks the two before it. A clause that the
/// governing text lacks has no number there, so it has none here.
pub(super) fn follow_numbers(governing: &Text, text: &mut Text) {
    if !text.clauses.iter().any(|clause| clause.numbered) {
        return;
    }
    let known: HashMap<&str, Clause<'_>> = governing.clauses.iter().map(|clause| (clause.id, clause)).collect();
    let followed = text.clauses.iter().map(|clause| match known.get(clause.id) {
        _ if !clause.numbered => clause,
        Some(same) if same.numbered => Clause { label: same.label, ..clause },
        Some(_) => clause,
        None => Clause { label: None, ..clause },
    });
    text.clauses = followed.collect();
}

fn report_controls(file: FileId, source: &str, nth: usize, line: &str, report: &mut Report) {
    if let Some(c) = unsafe_control(line) {
        let start = line.as_ptr() as usize - source.as_ptr() as usize;
        let place = Place::Offset(file, start + line.find(c).unwrap_or(0));
        let message =
            format!("line {} holds the invisible control character U+{:04X}{}", nth + 1, c as u32, harm_of(c));
        let hint = "delete it and type the words anew; the page sets directions by itself";
        report.error("control-character", place, message).hint(hint);
    }
}

struct Reader<'a> {
    file: FileId,
    numbering: &'a [NumberStyle],
    clauses: Gathered,
    references: Vec<Reference>,
    report: &'a mut Report,
}

impl Reader<'_> {
    fn children(&mut self, children: &[Child], depth: u8) {
        let mut count = 0;
        for child in children {
            match child {
                Child::Clause(node) => {
                    if node.kind != ClauseKind::Paragraph {
                        count += 1;
                    }
                    self.clause(node, depth, count);
                }
                Child::Embed(embed) => self.embed(embed),
                Child::Rule => {}
            }
        }
    }

    fn clause(&mut self, node: &ClauseNode, depth: u8, count: u32) {
        let typed = self.typed_label(node, depth);
        // A paragraph has no number.
        let style = self.numbering.get(usize::from(depth));
        let style = style.filter(|_| typed.is_none() && node.kind != ClauseKind::Paragraph);
        let counted = style.and_then(|style| number(*style, count as usize));
        let given = match style {
            Some(NumberStyle::Article) => Some(Label::Article(count)),
            _ => counted.as_deref().map(Label::Written),
        };
        let heading = (node.kind == ClauseKind::Section).then(|| node.plain());
        self.clauses.push(Clause {
            id: &node.id,
            kind: node.kind,
            numbered: given.is_some(),
            label: typed.map(Label::Written).or(given),
            depth,
            at: node.at,
            heading: heading.as_deref(),
        });
        node.links().into_iter().for_each(|link| self.reference(link));
        for (html, at) in node.html() {
            self.html(html, at);
        }
        self.children(&node.children, depth.saturating_add(1));
    }

    /// The label as typed. A plain Markdown bullet is no number, so the policy's
    /// numbering takes its place where there is one.
    fn typed_label<'n>(&self, node: &'n ClauseNode, depth: u8) -> Option<&'n str> {
        let label = node.label.as_ref().map(|marker| marker.label.as_str())?;
        let counted = self.numbering.get(usize::from(depth)).is_some();
        (!counted || !matches!(label, "-" | "*" | "+")).then_some(label)
    }

    fn embed(&mut self, embed: &Embed) {
        let place = Place::Offset(self.file, embed.at);
        let target = match (embed.name.as_str(), &embed.argument) {
            ("form", Some(id)) => ReferenceTarget::Form(id.clone()),
            ("contact", Some(id)) => ReferenceTarget::Contact(id.clone()),
            ("form" | "contact", None) => {
                let message = format!("`::{}` does not say which", embed.name);
                self.report
                    .error("embed-unknown", place, message)
                    .hint(format!("write `::{}{{…}}` with the id between the braces", embed.name));
                return;
            }
            ("channels" | "commitments" | "approval", _) => return,
            (name, _) => {
                let hint = meant(name, EMBEDS, format!("use one of: ::{}", EMBEDS.join(", ::")));
                self.report.error("embed-unknown", place, format!("there is no embed `::{name}`")).hint(hint);
                return;
            }
        };
        self.references.push(Reference { target, at: embed.at });
    }

    fn reference(&mut self, Link { target, image, at }: Link<'_>) {
        let place = Place::Offset(self.file, at);
        if image && is_elsewhere(target) {
            let message = "the image lies on another host, so it is left out of the page";
            let hint = "put it into `files/` beside the text, and write `![…](files/…)`";
            self.report.warning("image-elsewhere", place, message).hint(hint);
            return;
        }
        if let Some(id) = target.strip_prefix('#') {
            return self.references.push(Reference { target: ReferenceTarget::Clause(id.to_owned()), at });
        }
        let target = match target.split_once(':') {
            Some(("clause", id)) => ReferenceTarget::Clause(id.to_owned()),
            Some(("form", id)) => ReferenceTarget::Form(id.to_owned()),
            Some(("policy", rest)) => match policy_target(rest) {
                Some(target) => target,
                None => {
                    let message = format!("`policy:{rest}` names no policy");
                    self.report
                        .error("reference-dangling", place, message)
                        .hint("write `policy:<association>/<policy>`, and `#<clause>` behind it");
                    return;
                }
            },
            Some((scheme, _)) if is_safe_scheme(scheme) => ReferenceTarget::Address(target.to_owned()),
            Some((scheme, _)) if !scheme.contains(['/', '?']) => {
                let message = format!("a link may not start with `{}:`", scheme.trim());
                let hint = "use http, https, mailto or tel, or a reference such as `clause:3-5`";
                self.report.error("link-unsafe", place, message).hint(hint);
                return;
            }
            _ if names_attachment(target) => ReferenceTarget::File(target.to_owned()),
            _ => ReferenceTarget::Address(target.to_owned()),
        };
        self.references.push(Reference { target, at });
    }

    fn html(&mut self, html: &str, at: usize) {
        if !is_safe_html(html) {
            let shown: String = html.trim().chars().take(40).collect();
            let message = format!("the HTML `{shown}` is not in the safe set, so it is taken out or changed");
            let hint = "write it in Markdown; raw HTML may hold words, lists and tables, no scripts, styles or events";
            self.report.warning("html-unsafe", Place::Offset(self.file, at), message).hint(hint);
        }
    }
}

fn policy_target(rest: &str) -> Option<ReferenceTarget> {
    let (path, clause) = match rest.split_once('#') {
        Some((path, clause)) => (path, Some(clause.to_owned())),
        None => (rest, None),
    };
    let (association, policy) = path.split_once('/')?;
    Some(ReferenceTarget::Policy { association: association.to_owned(), policy: policy.to_owned(), clause })
}

/// Whether an image would be asked from another host.
fn is_elsewhere(target: &str) -> bool {
    target.starts_with("//") || target.split_once(':').is_some_and(|(scheme, _)| is_safe_scheme(scheme))
}
