//! The guide of the output: how anyone checks the site with no program of ours.

/// Its words, Arabic first; the commands are the lines that begin with four spaces.
pub(super) const TEXT: &str = r#"كيف تتحقق من هذا الموقع بلا برنامج منّا
نزّل الموقع كله، ثم نفّذ في مجلده الأمرين الآتيين.
الأمر ١: كل ملف كما كُتب. كل سطر لا ينتهي بكلمة OK ملفٌّ تغيّر أو فُقد (وقد لا يسلّم بعض الخوادم الملف _headers).
الأمر ٢: كل سجل قرارات كما كُتب: يحمل كل سطر بصمة السطر الذي قبله، ولا يطبع الأمر إلا موضع كل انقطاع، ثم بصمة السطر الأخير.
قارن بصمة السطر الأخير بما في صفحات السياسات وخلاصات التغييرات، وبنسخة أقدم عندك: من أعاد بناء الموقع كله قدر على إعادة كتابة السجل كله، ولا تكشفه إلا نسخة أقدم أو توقيع.
ومن عنده المحتوى أعاد البناء وقارن بما في data/build.json:  mithaq verify --site DIR --output .

How to check this site with no program of ours
Download the whole site and run the two commands below in its folder.
Command 1: every file is as it was written. A line that does not end in OK is a file that was changed or is missing (some hosts do not hand out _headers).
Command 2: every log of decisions is as it was written: each line holds the digest of the one before. It prints where a chain is broken, then the digest of the last line.
Compare that digest with the pages of the policies and the feeds, and with an older copy of yours: whoever rebuilds the whole site can write the whole log anew, and an older copy or a signature alone shows it.
Whoever has the content builds it again from data/build.json and compares:  mithaq verify --site DIR --output .

    sha256sum -c --quiet SHA256SUMS
    for log in data/*/decisions.jsonl; do [ ! -f "$log" ] || awk '{ printf "%s", $0 | "sha256sum"; close("sha256sum") }' "$log" | awk -v log_name="$log" 'NR == FNR { sum[NR + 1] = $1; last = $1; next } { held = FNR == 1 ? "\"before\":null}" : "\"before\":\"sha256:" sum[FNR] "\"}"; if (substr($0, length($0) - length(held) + 1) != held) { print log_name ": line " FNR " does not follow the one before"; broken = 1 } } END { print log_name ": " last; exit broken }' - "$log"; done
"#;
