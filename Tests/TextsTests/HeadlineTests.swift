import Testing
import Texts

@Suite struct HeadlineTests {
    @Test(arguments: [
        ("BREAKING: Rates rise again - Daily Post", "Rates rise again"), ("Срочно: Ставка выросла", "Ставка выросла"),
        ("СРОЧНО. Ставка выросла", "Ставка выросла"), ("срочное дело: ставка выросла", "срочное дело: ставка выросла"),
        ("Эксклюзив — встреча состоится", "встреча состоится"), ("Ём: дело", "Ём: дело"),
        ("+++ Eilmeldung: Zinsen steigen", "Zinsen steigen"), ("Última hora: suben los tipos", "suben los tipos"),
        ("ÚLTIMA HORA: suben los tipos", "suben los tipos"), ("Ultimately: no change", "Ultimately: no change"),
        ("Dernière minute : les taux montent", "les taux montent"), ("Derniers jours: rien", "Derniers jours: rien"),
        ("快讯：利率上升", "利率上升"), ("快车：利率上升", "快车：利率上升"), ("عاجل: ارتفاع", "ارتفاع"), ("عادل: ارتفاع", "عادل: ارتفاع"),
        ("FLAŞ: faiz arttı", "faiz arttı"), ("Update 3-Rates rise", "Rates rise"), ("Updated", "Updated"),
        ("ale", "ale"),
        ("Br\u{212A}: x", "Br\u{212A}: x"), ("Brea\u{212A}ing: rates rise", "Brea\u{212A}ing: rates rise"),
        ("Сроч: дело", "Сроч: дело"),
    ])
    func `alarm words in front go, and nothing else does`(_ title: String, _ core: String) {
        #expect(Headline.core(title).text == core)
    }
}
