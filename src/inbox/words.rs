//! The words of the inbox in both languages; what stands in braces is filled in.
//!
//! They are not the theme's: the inbox looks the same whatever a site looks like.

use crate::model::Lang;

macro_rules! both {
    ($($key:ident: $ar:literal, $en:literal;)*) => {
        /// Every word, in one language.
        pub(super) struct Words { $(pub(super) $key: &'static str,)* }
        const ARABIC: Words = Words { $($key: $ar,)* };
        const ENGLISH: Words = Words { $($key: $en,)* };
    };
}

pub(super) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Arabic => &ARABIC,
        Lang::English => &ENGLISH,
    }
}

both! {
    // Why a request is not taken
    too_large: "ما أرسلته أكبر مما يستقبله الصندوق (20 ميغابايت). صغّر الملفات ثم أعد الإرسال.", "This is larger than the inbox takes (20 MiB). Make the files smaller and send it again.";
    too_many_fields: "في الطلب خانات أكثر مما في أي نموذج.", "The request has more fields than any form.";
    not_a_form: "لم يصل الطلب على هيئة نموذج.", "The request was not sent as a form.";
    broken: "وصل الطلب ناقصًا أو تالفًا. أعد الإرسال.", "The request arrived incomplete or damaged. Send it again.";
    not_text: "في الطلب ما ليس نصًا صحيحًا (UTF-8).", "The request holds what is not text (UTF-8).";
    unfit: "صحّح ما يلي ثم أعد الإرسال.", "Put right what follows, then send it again.";
    elsewhere: "جاء الطلب من صفحة موقع آخر، فلم يُقبل.", "The request came from another site’s page and was refused.";
    other_host: "جاء الطلب باسم غير اسم هذا الجهاز، فلم يُقبل.", "The request came by a name that is not this machine’s own and was refused.";
    no_such_form: "لا يوجد نموذج كهذا.", "There is no such form.";
    taken: "استُعمل هذا الرقم المرجعي في طلب آخر مختلف. أعد فتح النموذج ثم أرسل.", "This reference number belongs to another request with other content. Open the form anew and send it.";
    slow: "استغرق وصول الطلب وقتًا أطول من المسموح. أعد الإرسال.", "The request took too long to arrive. Send it again.";
    busy: "تصل الآن طلبات كثيرة. انتظر دقيقة ثم أعد الإرسال.", "Many requests are arriving now. Wait a minute, then send it again.";
    full: "امتلأ صندوق الوارد، فلم يُستلم طلبك. تواصل مع الجمعية بوسيلة أخرى من وسائلها.", "The inbox is full, and your request was not received. Reach the association in another of its ways.";
    unavailable: "تعذّر حفظ الطلب، ولم يُستلم. أعد الإرسال بعد قليل.", "The request could not be kept, and was not received. Send it again in a while.";
    // What is wrong with a field
    required: "هذه الخانة مطلوبة.", "This must be filled in.";
    choose: "اختر مما هو معروض.", "Choose from the answers given.";
    once: "وصل لهذه الخانة أكثر من جواب.", "More than one answer was sent for this.";
    too_long: "النص أطول من الحد. أقصى عدد للحروف: {most}، وعدد حروفه: {n}.", "The text is too long. Characters at most: {most}; it has {n}.";
    control: "في النص رمز ليس من الكتابة، وقد حُذف. راجع النص ثم أعد الإرسال.", "The text held a character that is no part of writing, which was taken out. Look it over, then send it again.";
    pattern: "ليس هذا بالصيغة المطلوبة.", "This is not in the form that is asked for.";
    email: "اكتب عنوان البريد كاملًا، مثل name@example.org.", "Write a whole e-mail address, such as name@example.org.";
    tel: "اكتب رقم هاتف بالأرقام، مثل 0500000000.", "Write a phone number in digits, such as 0500000000.";
    number: "اكتب عددًا بالأرقام.", "Write a number in digits.";
    date: "اكتب تاريخًا ميلاديًا صحيحًا: اليوم ثم الشهر ثم السنة، مثل 25/3/2026.", "Write a date that exists in the Gregorian calendar: day, month, year, such as 25/3/2026.";
    file_ending: "هذا النوع من الملفات غير مقبول. المقبول: {list}.", "Files of this kind are not accepted. Accepted: {list}.";
    file_size: "الملف أكبر من الحد، وهو {n} ميغابايت.", "The file is larger than {n} MiB.";
    file_empty: "الملف فارغ.", "The file is empty.";
    file_missing: "لم يصل الملف نفسه. اختره مرة أخرى.", "The file itself did not arrive. Choose it again.";
    file_here: "وصل ملف في خانة نص.", "A file was sent where a text is asked for.";
    declaration: "ضع علامة الموافقة قبل الإرسال.", "Tick this before you send.";
    trap: "امتلأت خانة مخفية لا يراها الناس، وربما ملأها متصفحك. أُفرغت، فأعد الإرسال.", "A hidden field that people do not see was filled in, perhaps by your browser. It was emptied; send again.";
    unknown: "وصلت خانة ليست من هذا النموذج: {name}", "A field came that is no part of this form: {name}";
    other_form: "لا يوافق ما وصل هذا النموذج: {name}", "What came does not belong to this form: {name}";
    bad_reference: "الرقم المرجعي غير صحيح.", "The reference number is not right.";
    // The form given back
    fault: "خطأ", "Error";
    faults_title: "لم يُرسل الطلب بعد", "Your request was not sent yet";
    refused_title: "لم يُستلم الطلب", "Your request was not received";
    needed: "(مطلوب)", "(required)";
    choose_one: "اختر", "Choose";
    files_again: "اختر الملفات مرة أخرى؛ لا يستطيع المتصفح أن يعيدها.", "Choose the files again; a browser cannot give them back.";
    send: "إرسال", "Send";
    back: "ارجع بزر الرجوع في متصفحك تجد ما كتبته.", "Go back with your browser’s own button; what you wrote is still there.";
    to_form: "إلى النموذج", "To the form";
    your_reference: "رقمك المرجعي:", "Your reference number:";
    // The inbox
    inbox: "صندوق الوارد", "Inbox";
    new: "جديد", "New";
    was_read: "مقروء", "Read";
    none: "لا توجد رسائل.", "There are no posts.";
    count: "عدد الرسائل: {n}", "Posts: {n}";
    count_new: "الجديد منها: {n}", "New: {n}";
    association: "الجمعية", "Association";
    form: "النموذج", "Form";
    all: "الكل", "All";
    only_new: "الجديد فقط", "New only";
    show: "عرض", "Show";
    received: "وقت الوصول", "Received";
    reference: "الرقم المرجعي", "Reference";
    language: "لغة المرسل", "Sender’s language";
    arabic: "العربية", "Arabic";
    english: "الإنجليزية", "English";
    policy: "السياسة", "Policy";
    version: "الإصدار", "Version";
    state: "الحالة", "State";
    files: "الملفات", "Files";
    answered: "ما كُتب في النموذج", "What was filled in";
    not_answered: "لم يُكتب شيء", "Nothing was filled in";
    confirmed: "أُقرّ به", "Confirmed";
    declared: "الإقرار", "Declaration";
    mark_read: "علّم بأنه مقروء", "Mark as read";
    mark_new: "علّم بأنه جديد", "Mark as new";
    delete: "احذف هذه الرسالة", "Delete this post";
    delete_title: "هل تحذف هذه الرسالة نهائيًا؟", "Delete this post for good?";
    delete_text: "تُمحى الرسالة وملفاتها الآن من هذا الجهاز، ولا يمكن استرجاعها. أما النسخ الاحتياطية التي أُخذت من قبل فلا تتغير.", "The post and its files are erased from this machine now, and cannot be brought back. Backups that were taken before stay as they are.";
    delete_now: "احذفها نهائيًا", "Delete it for good";
    delete_not: "لا، ارجع إلى الرسالة", "No, back to the post";
    deleted: "حُذفت الرسالة نهائيًا.", "The post was deleted for good.";
    kept_until: "تُحفظ حتى", "Kept until";
    kept_days: "مدة حفظ الرسائل بالأيام: {n}. بعدها تُمحى مع ملفاتها.", "Posts are kept for this many days: {n}. Then they are erased with their files.";
    newer: "الأحدث", "Newer";
    older: "الأقدم", "Older";
    page_of: "صفحة {n} من {all}", "Page {n} of {all}";
    csv: "تنزيل الكل (CSV)", "Download these (CSV)";
    to_inbox: "إلى صندوق الوارد", "To the inbox";
    other_language: "English", "العربية";
    not_found: "لا توجد رسالة بهذا الرقم.", "There is no post with this number.";
    closed: "صندوق الوارد مقفل", "The inbox is closed";
    link_asked: "لا يُفتح الصندوق إلا برابطه، وهو في نافذة الأوامر التي يعمل فيها \u{2066}mithaq serve\u{2069}، أو في الملف \u{2066}.mithaq/inbox-link\u{2069}.", "Only its link opens the inbox. It stands in the terminal where mithaq serve runs, or in .mithaq/inbox-link.";
    once_more: "فتحت الرابط؟ أعد المحاولة", "Opened the link? Try again";
    password_asked: "اكتب كلمة المرور لعرض صندوق الوارد.", "Give the password to see the inbox.";
    password: "كلمة المرور", "Password";
    enter: "دخول", "Sign in";
    leave: "خروج", "Sign out";
}
