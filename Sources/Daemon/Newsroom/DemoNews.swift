/// The day that the demonstration plays, in four stages. All of it is invented.
enum DemoNews {
    static let stages = [
        "A wire breaks the news; the webhook is down",
        "Others follow, in their words and languages; the wire edits its headline; the webhook comes up",
        "A second development; the daemon is killed in the middle of it (kill -9); a feed shows an error page",
        "A third development, told by two outlets at once: whoever is read first opens the story",
    ]

    static let articles = backlog + summit + letter + truce

    /// There from the beginning: what a first poll meets.
    private static let backlog = [
        DemoArticle(
            outlet: .wire,
            slug: "black-sea-call",
            title: "Trump and Putin discuss Black Sea shipping by phone",
            summary:
                "Donald Trump and Vladimir Putin spoke by phone about safe passage for grain ships in the Black Sea, "
                + "the White House said.",
            fate: .stale,
            stage: 1,
            minutesOld: 5 * 24 * 60
        ),
        DemoArticle(
            outlet: .wire,
            slug: "volcano",
            title: "Volcano near Reykjavik quiet again, hot springs reopen",
            summary:
                "Guests returned to the hot springs outside the Icelandic capital on Monday after the eruption ended.",
            fate: .offTopic,
            stage: 1,
            minutesOld: 40
        ),
        DemoArticle(
            outlet: .post,
            slug: "farm-bill",
            title: "Trump signs farm bill after months of dispute",
            summary: "The law renews crop insurance and subsidies for five years.",
            fate: .offTopic,
            stage: 1,
            minutesOld: 55
        ),
        DemoArticle(
            outlet: .neva,
            slug: "bridge",
            title: "Путин открыл железнодорожный мост на Дальнем Востоке",
            summary: "По новому мосту через Амур пойдут поезда с углём и зерном.",
            fate: .offTopic,
            stage: 1,
            minutesOld: 70
        ),
        DemoArticle(
            outlet: .rhone,
            slug: "poutine",
            title: "La poutine, star inattendue des food-trucks lyonnais",
            summary: "Frites, sauce brune et fromage en grains : la recette québécoise fait la queue devant la gare.",
            fate: .offTopic,
            stage: 1,
            minutesOld: 30
        ),
        DemoArticle(
            outlet: .elbe,
            slug: "hafen",
            title: "Hamburger Hafen meldet Rekord bei Containern",
            summary: "Der Umschlag stieg im dritten Quartal um sechs Prozent.",
            fate: .offTopic,
            stage: 1,
            minutesOld: 90
        ),
        DemoArticle(
            outlet: .faro,
            slug: "aceite",
            title: "El precio del aceite de oliva baja por cuarta semana",
            summary: "La cosecha en Andalucía supera las previsiones.",
            fate: .offTopic,
            stage: 1,
            minutesOld: 45
        ),
        DemoArticle(
            outlet: .monitor,
            slug: "chess",
            title: "Icelandic teenager wins chess open in Oslo",
            summary: "",
            fate: .offTopic,
            stage: 1,
            minutesOld: 25
        ),
        DemoArticle(
            outlet: .capital,
            slug: "rates",
            title: "Central bank leaves interest rates unchanged",
            summary: "The decision was unanimous.",
            fate: .offTopic,
            stage: 1,
            minutesOld: 65
        ),
    ]

    private static let summit = [
        DemoArticle(
            outlet: .wire,
            slug: "reykjavik-summit",
            title: "Trump and Putin agree to meet in Reykjavik next month",
            summary: "U.S. President Donald Trump and Russian President Vladimir Putin have agreed to hold a summit in "
                + "Reykjavik next month to discuss an end to the war in Ukraine, the White House said on Thursday. The two "
                + "leaders settled on the Icelandic capital in a phone call that lasted an hour, aides said.",
            fate: .tells(.summit),
            stage: 1,
            edit: ("Trump and Putin agree to meet in Reykjavik next month, White House says", 2)
        ),
        DemoArticle(
            outlet: .post,
            slug: "summit-in-iceland",
            title: "Trump, Putin agree to Reykjavik summit next month",
            summary:
                "President Donald Trump and Russian President Vladimir Putin have agreed to hold a summit in Reykjavik "
                + "next month to discuss an end to the war in Ukraine, the White House said. The leaders settled on the "
                + "Icelandic capital in a phone call lasting an hour, according to aides.",
            fate: .tells(.summit),
            stage: 2
        ),
        DemoArticle(
            outlet: .monitor,
            slug: "reykjavik",
            title: "Trump and Putin agree to meet in Reykjavik next month",
            summary: "",
            fate: .tells(.summit),
            stage: 2
        ),
        DemoArticle(
            outlet: .capital,
            slug: "iceland-meeting",
            title: "Putin and Trump to meet in Reykjavik next month",
            summary:
                "Russian President Vladimir Putin and U.S. President Donald Trump will hold a summit in Reykjavik next "
                + "month on ending the war in Ukraine, the White House said on Thursday.",
            fate: .tells(.summit),
            stage: 2
        ),
        DemoArticle(
            outlet: .elbe,
            slug: "gipfel",
            title: "Trump und Putin wollen sich in Reykjavik treffen",
            summary:
                "US-Präsident Donald Trump und der russische Präsident Wladimir Putin haben sich auf ein Gipfeltreffen "
                + "in Reykjavik im kommenden Monat geeinigt, teilte das Weiße Haus mit. Es soll um ein Ende des Krieges in "
                + "der Ukraine gehen.",
            fate: .tells(.summit),
            stage: 2
        ),
        DemoArticle(
            outlet: .neva,
            slug: "vstrecha",
            title: "Путин и Трамп договорились о встрече в Рейкьявике",
            summary: "Президент России Владимир Путин и президент США Дональд Трамп договорились провести саммит в "
                + "Рейкьявике в следующем месяце, сообщил Белый дом. Речь пойдёт об окончании войны на Украине.",
            fate: .tells(.summit),
            stage: 2
        ),
        DemoArticle(
            outlet: .rhone,
            slug: "sommet",
            title: "Trump et Poutine conviennent d’un sommet à Reykjavik",
            summary:
                "Le président américain Donald Trump et le président russe Vladimir Poutine se rencontreront le mois "
                + "prochain à Reykjavik pour discuter de la fin de la guerre en Ukraine, a annoncé la Maison Blanche.",
            fate: .tells(.summit),
            stage: 2
        ),
        DemoArticle(
            outlet: .faro,
            slug: "cumbre",
            title: "Trump y Putin acuerdan una cumbre en Reikiavik",
            summary:
                "El presidente estadounidense, Donald Trump, y el ruso, Vladímir Putin, se reunirán el próximo mes en "
                + "Reikiavik para hablar del fin de la guerra en Ucrania, informó la Casa Blanca.",
            fate: .tells(.summit),
            stage: 2
        ),
    ]

    private static let letter = [
        DemoArticle(
            outlet: .wire,
            slug: "witkoff-letter",
            title: "Witkoff hands Putin a letter from Trump in Moscow",
            summary: "U.S. special envoy Steve Witkoff handed Russian President Vladimir Putin a letter from President "
                + "Donald Trump at the Kremlin on Friday and spoke with him about a prisoner exchange, Kremlin spokesman "
                + "Dmitry Peskov said.",
            fate: .tells(.letter),
            stage: 3
        ),
        DemoArticle(
            outlet: .post,
            slug: "letter",
            title: "Trump envoy Witkoff hands Putin letter in Moscow",
            summary:
                "Steve Witkoff, U.S. special envoy, handed Russian President Vladimir Putin a letter from President Donald "
                + "Trump at the Kremlin on Friday and spoke with him about a prisoner exchange, according to Dmitry Peskov.",
            fate: .tells(.letter),
            stage: 3
        ),
        DemoArticle(
            outlet: .capital,
            slug: "from-the-archive",
            title: "From the archive: how Trump and Putin opened a direct channel",
            summary: DemoSeed.excerpt,
            fate: .knownBefore,
            stage: 3
        ),
        DemoArticle(
            outlet: .faro,
            slug: "liga",
            title: "El equipo de Cádiz gana en el último minuto",
            summary: "Un gol de cabeza decidió el partido.",
            fate: .offTopic,
            stage: 3
        ),
    ]

    private static let truce = [
        DemoArticle(
            outlet: .wire,
            slug: "black-sea-truce",
            title: "Kremlin and White House announce truce around Black Sea ports",
            summary:
                "Negotiators meeting in Istanbul have settled a sixty-day halt to attacks on ports and grain ships, Russia "
                + "and the United States said late on Saturday. Steve Witkoff and Kirill Dmitriev initialled the paper after "
                + "nine hours of talks.",
            fate: .tells(.truce),
            stage: 4
        ),
        DemoArticle(
            outlet: .post,
            slug: "hotels",
            title: "Reykjavik hotels fear empty rooms this winter",
            summary: "Bookings for the coming month have fallen by a third, the owners' association said.",
            fate: .offTopic,
            stage: 4
        ),
        DemoArticle(
            outlet: .post,
            slug: "ports",
            title: "Kremlin and White House announce truce around Black Sea ports after Istanbul talks",
            summary:
                "A sixty-day halt to attacks on ports and grain ships was settled by negotiators in Istanbul, Russia and the "
                + "United States said. The paper was initialled by Steve Witkoff and Kirill Dmitriev after nine hours of talks.",
            fate: .tells(.truce),
            stage: 4
        ),
    ]
}
