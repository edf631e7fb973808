extension StopWords {
    /// Written by hand: function words and the commonest words of headlines, then letters that neighbours do not write.
    static let table: [(code: String, script: LetterCensus.Script, words: String, letters: String)] = [
        (
            "en", .latin,
            """
            the of and to in a is that for on with as at by from has have was were be been it its are an will not he she they
            his her their who what how why after over says said say new but or than into about more would could amid against
            us this i you we up out if no can do does s
            """, ""
        ),
        (
            "de", .latin,
            """
            der die das und ist nicht ein eine einer einem einen den dem des mit von zu im auf fur als auch sich nach bei aus
            wie uber vor wird werden hat haben sind war will gegen um zum zur am es er sie wir ihr kein keine mehr noch nur
            oder aber dass durch unter seit jahr trifft sagt
            """, "äöüß"
        ),
        (
            "fr", .latin,
            """
            le la les l d de des du un une et est en que qui pour dans sur avec au aux par pas ce cette ces il elle on ne se
            son sa ses leur plus ou mais sont ont ete selon apres avant entre contre face comme fait faire j n s c
            """, "éèêëàâçùûœîï"
        ),
        (
            "es", .latin,
            """
            el la los las de del y en que un una por con para su sus se al es no lo como mas este esta pero o fue son ha han
            tras sobre sin entre hasta desde ser hay muy ya segun contra dice ante le
            """, "ñáéíóú¿¡"
        ),
        (
            "it", .latin,
            """
            il lo la i gli le di del della dei delle dell e in che un una per con su si da dal dalla al alla non sono ha
            anche come piu ma nel nella nei questo questa tra fra dopo contro sul sulla o l d all hanno stato e
            """, "àèéìòù"
        ),
        (
            "pt", .latin,
            """
            o a os as de do da dos das e em no na nos nas que um uma para com por se ao aos mais mas nao foi sao seu sua como
            apos sobre entre ate ou tem ser e pelo pela diz esta isso contra
            """, "ãõçáéíóúâêô"
        ),
        (
            "ro", .latin,
            """
            si in de la cu pe un o nu ca din pentru care este sunt a al ale lui fost mai sa se va dupa despre intre prin dar
            sau cum ce cei cele fata au fi ar vor despre
            """, "ășțâîşţ"
        ),
        (
            "nl", .latin,
            """
            de het een en van in is op te dat die voor met zijn aan niet er om ook als maar door over bij uit naar tot wordt
            heeft hebben was worden nog wel meer dan deze dit wil tegen zegt na ze hij we
            """, "ëïé"
        ),
        (
            "sv", .latin,
            """
            och i att det som en pa ar av for med till den har de inte om ett men var sig sa fran vid kan nar efter ska
            mot eller hur vill sager han hon under mellan ny nya
            """, "åäö"
        ),
        (
            "no", .latin,
            """
            og i det som en pa er av for med til den har de ikke om et men var seg sa fra ved kan nar etter skal mot eller
            hvordan vil sier han hun under mellom ny nye blir ble
            """, "åøæ"
        ),
        (
            "da", .latin,
            """
            og i det som en pa er af for med til den har de ikke om et men var sig sa fra ved kan nar efter skal mod eller
            hvordan vil siger han hun under mellem ny nye bliver blev
            """, "åøæ"
        ),
        (
            "fi", .latin,
            """
            ja on ei se etta han ne oli ovat mutta myos kun niin kuin jos sen hanen joka mukaan vain jo ole voi nyt mita
            miten jalkeen vastaan kanssa sanoo
            """, "äöå"
        ),
        (
            "pl", .latin,
            """
            i w na z do nie sie o jest ze to za od po dla jak a przez ale co juz tylko oraz przy byl beda tym jego ich czy
            ktory ktora ktore przed pod ws ma tego bedzie roku zostal jednak
            """, "ąćęłńóśźż"
        ),
        (
            "cs", .latin,
            """
            a v na se je ze s z o do k to za po pro si by ale jako jak od i u podle pred bude byl uz ve jeho jsou nebo
            ktery ktera co ma neni pri mezi kvuli take tak
            """, "ěščřžýáíéúůďťň"
        ),
        (
            "sk", .latin,
            """
            a v na sa je ze s z o do k to za po pre si by ale ako od i u podla pred bude bol uz vo jeho su alebo ktory
            ktora co ma nie pri medzi kvoli tiez tak
            """, "ľščťžýáíéúäôňďĺŕ"
        ),
        (
            "hu", .latin,
            """
            a az es hogy nem is egy ez azt meg de szerint mar csak volt ha vagy mint lesz el ki meg lehet utan miatt ellen
            kell van mi errol most magyar
            """, "őűáéíóöúü"
        ),
        (
            "tr", .latin,
            """
            ve bir bu da de icin ile olarak daha cok gibi ne kadar sonra olan oldu dedi var yok ama en o ise mi ki uzerine
            karsi baskani yeni etti ediyor
            """, "ğışçİöü"
        ),
        (
            "id", .latin,
            """
            yang dan di ke dari untuk dengan ini itu pada tidak akan dalam adalah juga oleh bisa sebagai telah kata usai
            setelah soal jadi tak ada serta bagi
            """, ""
        ),
        (
            "ms", .latin,
            "yang dan di ke dari untuk dengan ini itu pada tidak akan dalam adalah juga oleh boleh sebagai telah kata selepas beliau ialah",
            ""
        ),
        (
            "vi", .latin,
            """
            va cua la co cho voi cac mot nhung duoc trong khong da nay ve tai nguoi den tu ong khi sau o se hai noi nam
            """, "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
        ),
        (
            "hr", .latin,
            "i u na je se da za o s od su sa ne to kao ali koji koja koje bi nije po nakon iz do ce bit rekao zbog sto",
            "čćđšž"
        ),
        (
            "sl", .latin, "in v na je se da za o s od so z ne to kot pa ki bi ni po iz do bo zaradi tudi ali med pri",
            "čšž"
        ),
        ("lt", .latin, "ir i kad yra su apie uz is del nuo po bet kaip tai jau bus ne ar lietuvos buvo", "ąčęėįšųūž"),
        ("lv", .latin, "un ir ka ar no uz par ari bet lai tas pec kas vai tiek gada latvijas bija", "āčēģīķļņšūž"),
        ("et", .latin, "ja on ei et see oma kui ka aga mis oli ning pole kes eesti siis eest parast ule", "äõöü"),
        ("sw", .latin, "ya wa na kwa ni za la katika kuwa baada huu hii rais nchini watu hiyo alisema", ""),
        ("so", .latin, "oo ka iyo ku ee in ay uu waa la ayaa soo si kale dhexeeya madaxweynaha waxaa uga wuxuu", ""),
        ("tl", .latin, "ang ng sa na mga at ay ni si kay para hindi ito nang may pa din", ""),
        ("sq", .latin, "dhe te ne i e per me se nje nga eshte ka qe u do si mbi pas", "ëç"),
        (
            "ru", .cyrillic,
            """
            и в во на с со не что по из за о об к ко от до у как это для его ее их но а или при после против будет был была
            были быть он она они заявил рассказал сообщил может который также уже года сша между из-за
            """, "ыэъё"
        ),
        (
            "uk", .cyrillic,
            """
            і в у на з зі та що не до за про від як для його її їх але а або при після проти буде був була були бути він
            вона вони й це який також вже року сша між щодо під через
            """, "іїєґ"
        ),
        (
            "be", .cyrillic, "і у на з не што да за пра ад як для яго яе іх але а або пры пасля будзе быў была гэта",
            "іў"
        ),
        (
            "bg", .cyrillic,
            "и в във на с със не че за да от до по се е са ще като при след той тя те му това но или как беше който обяви между срещу",
            "ъщ"
        ),
        (
            "sr", .cyrillic,
            "и у на са се је да за од до не што као али који која које би није по након из ће су о због после", "јњљђћџ"
        ),
        ("mk", .cyrillic, "и во на со се е да за од до не што како но кој која кои би по од ќе се според", "ѓќѕјњљ"),
        ("kk", .cyrillic, "және мен бір бұл үшін деп болған туралы бойынша", "әғқңөұүһі"),
        ("ky", .cyrillic, "жана менен бир бул үчүн деп болгон боюнча", "ңөү"),
        ("mn", .cyrillic, "ба нь энэ юм байна гэж болон", "өү"),
        (
            "ar", .arabic,
            "في من على إلى أن عن مع بعد هذا هذه التي الذي قال ما لا كان بين قبل أو ضد خلال حول وقال إن كما لم عبر",
            "ةأإآىؤئ"
        ),
        (
            "fa", .arabic,
            "در به از که با را این است برای و آن می های بر تا یا شد خود یک شده کرد گفت پس بود اگر هم ها کند", "پچژگی"
        ),
        ("ur", .arabic, "کے کی میں ہے کا سے اور پر نے کو یہ کہ ہیں تھا بھی گیا لیے ساتھ", "ٹڈڑےںہھ"),
        ("ps", .arabic, "د په او چې دی ته کې له یې هم سره", "ښځډړټڼۍې"),
        ("ku", .arabic, "لە بە کە بۆ و ئەم لەگەڵ", "ۆێەڵڕ"),
        (
            "hi", .devanagari,
            "के की में है का से और पर ने को यह कि हैं था भी गया लिए साथ हो एक कर तो नहीं इस ये बाद क्या कहा", ""
        ),
        ("mr", .devanagari, "आहे आणि च्या या ने ला तर मध्ये होते केली केला नाही ते हे साठी", ""),
        ("ne", .devanagari, "छ र को मा ले लाई भएको गरेको हो पनि छन् भने", ""),
    ]
}
