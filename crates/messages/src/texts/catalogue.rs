//! The texts that are proposed, in each language.
//!
//! They say what to do and by when, and nothing of where or why: none holds a name, a motive,
//! the word for domiciliation or for help (T-07). The French ones, and others where the
//! language allows, keep to the characters of a text message's own alphabet (T-08); that is
//! why some avoid a word with `ç`, `ê` or `í`.

use crate::{Kind, Language};

/// The words of a kind of message in a language.
struct Words {
    subject: &'static str,
    body: &'static str,
}

const fn words(subject: &'static str, body: &'static str) -> Words {
    Words { subject, body }
}

/// What an e-mail begins with.
pub(super) const fn greeting(language: Language) -> &'static str {
    match language {
        Language::French => "Bonjour,",
        Language::English => "Hello,",
        Language::Spanish => "Hola:",
        Language::Portuguese => "Olá,",
        Language::Romanian => "Bună ziua,",
        Language::Arabic => "مرحبا،",
        Language::Russian => "Здравствуйте!",
        Language::Ukrainian => "Добрий день!",
        Language::Dari => "سلام،",
    }
}

/// The text that is proposed for a kind of message in a language, with its placeholders.
#[must_use]
pub const fn proposed(kind: Kind, language: Language) -> &'static str {
    of(kind, language).body
}

/// The subject of an e-mail of a kind in a language.
#[must_use]
pub const fn subject(kind: Kind, language: Language) -> &'static str {
    of(kind, language).subject
}

const fn of(kind: Kind, language: Language) -> Words {
    match language {
        Language::French => french(kind),
        Language::English => english(kind),
        Language::Spanish => spanish(kind),
        Language::Portuguese => portuguese(kind),
        Language::Romanian => romanian(kind),
        Language::Arabic => arabic(kind),
        Language::Russian => russian(kind),
        Language::Ukrainian => ukrainian(kind),
        Language::Dari => dari(kind),
    }
}

const fn french(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "Du courrier pour vous",
            "Du courrier vous attend : {courrier}. Vous pouvez passer le prendre.",
        ),
        Kind::TermEnding => words(
            "Pensez à passer nous voir",
            "Pensez à passer nous voir avant le {date} pour renouveler.",
        ),
        Kind::Silence => words(
            "Donnez-nous de vos nouvelles",
            "Nous n'avons pas de vos nouvelles depuis quelque temps. Merci de passer ou de nous \
             appeler avant le {date}.",
        ),
        Kind::Appointment => words(
            "Votre rendez-vous",
            "Rappel : nous vous attendons le {date} à {heure}. Si vous ne pouvez pas venir, \
             merci de nous prévenir.",
        ),
        Kind::NoticeExpiring => words(
            "Un envoi à retirer",
            "La Poste garde un envoi pour vous jusqu'au {date}. Merci de passer prendre l'avis \
             d'ici là.",
        ),
        Kind::Decision => words("Merci de passer nous voir", "Merci de passer nous voir."),
    }
}

const fn english(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "Mail for you",
            "You have mail: {courrier}. You can come and collect it.",
        ),
        Kind::TermEnding => words(
            "Please come and see us",
            "Please remember to come and see us before {date} to renew.",
        ),
        Kind::Silence => words(
            "Please get in touch",
            "We have not heard from you for a while. Please come by or call us before {date}.",
        ),
        Kind::Appointment => words(
            "Your appointment",
            "Reminder: you have an appointment on {date} at {heure}. If you cannot come, please \
             let us know.",
        ),
        Kind::NoticeExpiring => words(
            "An item to collect",
            "The post office keeps an item for you until {date}. Please come and pick up the \
             notice before then.",
        ),
        Kind::Decision => words("Please come and see us", "Please come and see us."),
    }
}

const fn spanish(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "Tiene correo",
            "Tiene correo: {courrier}. Puede pasar a recogerlo.",
        ),
        Kind::TermEnding => words(
            "Recuerde pasar a vernos",
            "Recuerde pasar a vernos antes del {date} para renovar.",
        ),
        Kind::Silence => words(
            "Esperamos noticias suyas",
            "Hace tiempo que no tenemos noticias suyas. Por favor, pase o llame antes del {date}.",
        ),
        Kind::Appointment => words(
            "Su cita",
            "Recordatorio: tiene cita el {date} a las {heure}. Si no puede venir, avise, por \
             favor.",
        ),
        Kind::NoticeExpiring => words(
            "Algo que recoger",
            "La Poste guarda algo para usted hasta el {date}. Por favor, pase antes a recoger el \
             aviso.",
        ),
        Kind::Decision => words("Pase a vernos, por favor", "Por favor, pase a vernos."),
    }
}

const fn portuguese(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "Tem correio",
            "Tem correio: {courrier}. Pode passar para o buscar.",
        ),
        Kind::TermEnding => words(
            "Lembre-se de passar por aqui",
            "Lembre-se de passar por aqui antes de {date} para renovar.",
        ),
        Kind::Silence => words(
            "Dê-nos notícias suas",
            "Não temos notícias suas há algum tempo. Por favor, passe por aqui ou telefone antes \
             de {date}.",
        ),
        Kind::Appointment => words(
            "O seu encontro",
            "Lembrete: tem hora marcada em {date} às {heure}. Se precisar de mudar, avise, por \
             favor.",
        ),
        Kind::NoticeExpiring => words(
            "Um envio para levantar",
            "La Poste guarda um envio em seu nome até {date}. Por favor, passe antes para buscar \
             o aviso.",
        ),
        Kind::Decision => words(
            "Passe por aqui, por favor",
            "Por favor, passe por aqui para falar connosco.",
        ),
    }
}

const fn romanian(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "Aveți corespondență",
            "Aveți corespondență: {courrier}. Puteți trece să o luați.",
        ),
        Kind::TermEnding => words(
            "Vă rugăm să treceți pe la noi",
            "Vă rugăm să treceți pe la noi înainte de {date} pentru reînnoire.",
        ),
        Kind::Silence => words(
            "Așteptăm vești de la dumneavoastră",
            "Nu mai avem vești de la dumneavoastră de ceva timp. Vă rugăm să treceți sau să ne \
             sunați înainte de {date}.",
        ),
        Kind::Appointment => words(
            "Întâlnirea dumneavoastră",
            "Vă amintim că vă așteptăm pe {date} la ora {heure}. Dacă nu puteți veni, vă rugăm \
             să ne anunțați.",
        ),
        Kind::NoticeExpiring => words(
            "O trimitere de ridicat",
            "La Poste păstrează o trimitere pentru dumneavoastră până pe {date}. Vă rugăm să \
             luați avizul de la noi înainte de această dată.",
        ),
        Kind::Decision => words(
            "Vă rugăm să treceți pe la noi",
            "Vă rugăm să treceți pe la noi.",
        ),
    }
}

const fn arabic(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "لديكم بريد",
            "لديكم بريد: {courrier}. يمكنكم المرور لاستلامه.",
        ),
        Kind::TermEnding => words(
            "نرجو المرور بنا",
            "نرجو المرور بنا قبل {date} من أجل التجديد.",
        ),
        Kind::Silence => words(
            "ننتظر أخباركم",
            "لم تصلنا أخباركم منذ مدة. نرجو المرور بنا أو الاتصال بنا قبل {date}.",
        ),
        Kind::Appointment => words(
            "موعدكم",
            "تذكير: لديكم موعد يوم {date} على الساعة {heure}. إذا تعذر عليكم الحضور، نرجو \
             إعلامنا.",
        ),
        Kind::NoticeExpiring => words(
            "إرسالية في انتظاركم",
            "يحتفظ البريد بإرسالية لكم حتى {date}. نرجو المرور لأخذ الإشعار قبل هذا التاريخ.",
        ),
        Kind::Decision => words("نرجو المرور بنا", "نرجو المرور بنا."),
    }
}

const fn russian(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "Для вас есть почта",
            "Для вас есть почта: {courrier}. Вы можете зайти и забрать её.",
        ),
        Kind::TermEnding => words(
            "Пожалуйста, зайдите к нам",
            "Пожалуйста, зайдите к нам до {date} для продления.",
        ),
        Kind::Silence => words(
            "Дайте о себе знать",
            "Мы давно ничего о вас не слышали. Пожалуйста, зайдите или позвоните нам до {date}.",
        ),
        Kind::Appointment => words(
            "Ваша встреча",
            "Напоминаем: мы ждём вас {date} в {heure}. Если вы не сможете прийти, пожалуйста, \
             сообщите нам.",
        ),
        Kind::NoticeExpiring => words(
            "Вас ждёт отправление",
            "На почте вас ждёт отправление до {date}. Пожалуйста, зайдите за извещением до этой \
             даты.",
        ),
        Kind::Decision => words("Пожалуйста, зайдите к нам", "Пожалуйста, зайдите к нам."),
    }
}

const fn ukrainian(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "Для вас є пошта",
            "Для вас є пошта: {courrier}. Ви можете зайти й забрати її.",
        ),
        Kind::TermEnding => words(
            "Будь ласка, зайдіть до нас",
            "Будь ласка, зайдіть до нас до {date} для продовження.",
        ),
        Kind::Silence => words(
            "Дайте про себе знати",
            "Ми давно нічого про вас не чули. Будь ласка, зайдіть або зателефонуйте нам до \
             {date}.",
        ),
        Kind::Appointment => words(
            "Ваша зустріч",
            "Нагадуємо: ми чекаємо на вас {date} о {heure}. Якщо ви не зможете прийти, будь \
             ласка, повідомте нас.",
        ),
        Kind::NoticeExpiring => words(
            "На вас чекає відправлення",
            "На пошті на вас чекає відправлення до {date}. Будь ласка, зайдіть по повідомлення \
             до цієї дати.",
        ),
        Kind::Decision => words("Будь ласка, зайдіть до нас", "Будь ласка, зайдіть до нас."),
    }
}

const fn dari(kind: Kind) -> Words {
    match kind {
        Kind::MailWaiting => words(
            "برای شما پُست رسیده است",
            "برای شما پُست رسیده است: {courrier}. می‌توانید برای گرفتن آن بیایید.",
        ),
        Kind::TermEnding => words(
            "لطفاً نزد ما بیایید",
            "لطفاً پیش از {date} برای تمدید نزد ما بیایید.",
        ),
        Kind::Silence => words(
            "منتظر خبر شما هستیم",
            "مدتی است از شما خبر نداریم. لطفاً پیش از {date} نزد ما بیایید یا به ما زنگ بزنید.",
        ),
        Kind::Appointment => words(
            "ملاقات شما",
            "یادآوری: به تاریخ {date} ساعت {heure} منتظر شما هستیم. اگر آمده نمی‌توانید، لطفاً به \
             ما خبر دهید.",
        ),
        Kind::NoticeExpiring => words(
            "یک فرستاده برای شما",
            "پُسته‌خانه تا {date} چیزی را برای شما نگاه می‌دارد. لطفاً پیش از آن برای گرفتن اطلاعیه \
             نزد ما بیایید.",
        ),
        Kind::Decision => words("لطفاً نزد ما بیایید", "لطفاً نزد ما بیایید."),
    }
}
