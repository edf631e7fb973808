/// The words of dates in the languages that feeds are seen to write them in.
enum DateWords {
    /// The month, 1...12, of a name or abbreviation in lower case without dots.
    static func month(_ word: String) -> Int? { months[word] }

    /// True for afternoon, false for morning.
    static func meridiem(_ word: String) -> Bool? {
        switch word {
        case "pm", "오후", "下午", "午後", "μμ": true
        case "am", "오전", "上午", "午前", "πμ": false
        default: nil
        }
    }

    /// Seconds east of UTC of an abbreviation; of those with several meanings the one that is meant in feeds.
    static func zone(_ word: String) -> Int? {
        if let minutes = zones[word] { return minutes * 60 }
        guard word.utf8.count == 1, let letter = word.utf8.first else { return nil }
        // Military letters as RFC 822 §5.1 has them.
        switch letter {
        case 0x61...0x69: return -3_600 * (Int(letter) - 0x60)
        case 0x6B...0x6D: return -3_600 * (Int(letter) - 0x61)
        case 0x6E...0x79: return 3_600 * (Int(letter) - 0x6D)
        default: return nil
        }
    }

    /// Words that stand between the parts and say nothing.
    static func isFiller(_ word: String) -> Bool { fillers.contains(word) }

    static func isWeekday(_ word: String) -> Bool {
        weekdays.contains { word.hasPrefix($0) } || word.hasSuffix("요일") || word.hasPrefix("星期") || word.hasPrefix("周")
            || word.hasSuffix("曜日") || word.hasSuffix("曜")
    }

    private static let fillers: Set<String> = [
        "at", "of", "on", "the", "and", "de", "del", "le", "à", "a", "um", "uhr", "den", "der", "г", "года", "год", "в",
        "р", "року",
        "о", "kl", "h", "klo", "las", "às", "alle", "ore", "om", "och", "og", "di", "la", "el", "lúc", "ngày", "hrs",
        "saat", "st",
        "nd", "rd", "th",
    ]

    private static let weekdays = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "понед", "вторн", "среда", "четв", "пятн", "субб", "воскр",
        "пн", "вт", "ср",
        "чт", "пт", "сб", "вс", "нд", "lun", "mar", "mer", "mié", "mie", "jeu", "jue", "ven", "vie", "sam", "sáb",
        "dim", "dom",
        "seg", "ter", "qua", "qui", "sex", "mo", "di", "mi", "do", "fr", "sa", "so", "pon", "wto", "śro", "czw", "pią",
        "sob", "nie",
        "δευ", "τρι", "τετ", "πεμ", "παρ", "σαβ", "κυρ",
    ]

    /// Minutes east of UTC.
    private static let zones: [String: Int] = {
        let table = """
            ut 0 utc 0 gmt 0 z 0 zulu 0 wet 0 west 60 uct 0 bst 60 ist 330 cet 60 cest 120 met 60 mest 120 mez 60 mesz 120 eet 120 \
            eest 180 msk 180 msd 240 trt 180 gst 240 pkt 300 npt 345 ict 420 wib 420 wita 480 wit 540 hkt 480 sgt 480 myt 480 \
            pht 480 awst 480 jst 540 kst 540 acst 570 acdt 630 aest 600 aedt 660 nzst 720 nzdt 780 nzt 720 cat 120 sast 120 eat 180 \
            wat 60 nst -210 ndt -150 ast -240 adt -180 at -240 est -300 edt -240 et -300 cst -360 cdt -300 ct -360 mst -420 \
            mdt -360 mt -420 pst -480 pdt -420 pt -480 akst -540 akdt -480 hst -600 hast -600 hdt -540 sst -660 brt -180 brst -120 \
            art -180 clt -240 clst -180 cot -300 pet -300 vet -240 bot -240 uyt -180 мск 180
            """
        var zones: [String: Int] = [:]
        let words = table.split(separator: " ")
        for index in stride(from: 0, to: words.count - 1, by: 2) { zones[String(words[index])] = Int(words[index + 1]) }
        return zones
    }()

    private static let months: [String: Int] = {
        let table = """
            jan january janv janvier januar jänner jän ene enero gen gennaio janeiro januari stycznia styczeń sty leden ledna led \
            január ian ianuarie ocak oca tammikuuta tammikuu tammi siječnja sij január янв января январь січ січня януари ιαν ιανουαρίου ιανουάριος januára \
            jaanuar janvāris sausio gener xaneiro urtarrila 一月 enero ιανουαριου januar
            feb february févr fév février fevr fevrier februar feber febrero febbraio fev fevereiro februari lutego luty lut únor února úno \
            február febr februarie şubat şub helmikuuta helmikuu helmi veljače фев февр февраля февраль лют лютого февруари φεβ φεβρουαρίου φεβρουάριος φεβρουαριου 二月
            mar march mars mär märz mrz marzo março marco maart mrt marca marzec březen března bře március márc martie mart maaliskuuta \
            maaliskuu maalis ožujka мар марта март бер березня μαρ μαρτίου μάρτιος μάρ μαρτιου 三月
            apr april avr avril abr abril aprile kwietnia kwiecień kwi duben dubna dub április ápr aprilie nisan nis huhtikuuta huhti travnja \
            апр апреля апрель кві квіт квітня април απρ απριλίου απρίλιος απριλιου 四月
            may mai mayo maggio mag maio maj mei maja květen května kvě május máj mayıs toukokuuta touko svibnja мая май тра трав травня μάι μαϊ μαΐου \
            μάιος μαι μαιου máju 五月
            jun june juin juni junio giugno giu junho czerwca czerwiec cze červen června čvn június jún iunie iun haziran haz kesäkuuta kesä lipnja \
            июн июня июнь чер черв червня юни ιουν ιούν ιουνίου ιούνιος ιουνιου júna 六月
            jul july juil juillet juli julio luglio lug julho lipca lipiec lip červenec července čvc július júl iulie iul temmuz tem heinäkuuta \
            heinä srpnja июл июля июль лип липня юли ιουλ ιούλ ιουλίου ιούλιος ιουλιου júla 七月
            aug august août aout agosto ago augustus augusti sierpnia sierpień sie srpen srpna srp augusztus ağustos ağu elokuuta elo kolovoza авг августа \
            август сер серп серпня αυγ αύγ αυγούστου αύγουστος αυγουστου augusta 八月
            sep sept september septembre septiembre setiembre settembre set setembro września wrzesień wrz září zář szeptember szept septembrie \
            eylül eyl syyskuuta syys rujna сен сент сентября сентябрь вер верес вересня септември σεπ σεπτ σεπτεμβρίου σεπτέμβριος σεπτεμβριου septembra 九月
            oct october octobre okt oktober octubre ottobre ott outubro out października październik paź říjen října říj október \
            octombrie ekim eki lokakuuta loka окт октября октябрь жов жовт жовтня октомври οκτ οκτωβρίου οκτώβριος οκτωβριου októbra 十月
            nov november novembre noviembre novembro listopad lis listopadu noiembrie noi kasım kas marraskuuta marras studenoga listopada ноя нояб \
            ноября ноябрь лис листоп листопада ноември νοε νοέ νοεμβρίου νοέμβριος νοεμβριου novembra 十一月
            dec december déc décembre decembre dez dezember dic diciembre dicembre dezembro grudnia grudzień gru prosinec prosince pro \
            decembrie aralık ara joulukuuta joulu prosinca дек декабря декабрь гру груд грудня декември δεκ δεκεμβρίου δεκέμβριος δεκεμβριου decembra 十二月
            """
        var months: [String: Int] = [:]
        for (index, line) in table.split(separator: "\n").enumerated() {
            for word in line.split(separator: " ") where months[String(word)] == nil {
                months[String(word)] = index + 1
            }
        }
        return months
    }()
}
