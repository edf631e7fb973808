/// A small topic for the demonstration, which must work without any installed file. The real one is far larger.
enum DemoTopic {
    static let fileName = "demo.yaml"

    static let text = """
        title: Trump and Putin, in the demonstration
        kinds: [summit, call, envoy, cancelled, truce]
        concepts:
          trump: {kind: person, side: a, names: {any: [Trump], ru: [Трамп*]}}
          white-house:
            kind: body
            side: a
            names: {en: [White House], de: [Weiße* Haus], fr: [Maison Blanche], es: [Casa Blanca], ru: [Бел* дом*]}
          witkoff: {kind: person, side: a, envoy: true, names: {any: [Witkoff], ru: [Уиткофф*]}}
          putin: {kind: person, side: b, names: {any: [Putin, Putins], fr: [=Poutine], ru: [Путин*]}}
          kremlin:
            kind: body
            side: b
            names: {en: [Kremlin], de: [Kreml*], fr: [Kremlin], es: [Kremlin], ru: [Кремл*]}
          peskov: {kind: person, side: b, envoy: true, names: {any: [Peskov, Peskow], fr: [Peskov], ru: [Песков*]}}
          dmitriev: {kind: person, side: b, envoy: true, names: {any: [Dmitriev, Dmitrijew, Dmitriyev], ru: [Дмитриев*]}}
          summit:
            kind: act
            development: summit
            names:
              en: [summit, meet, meeting]
              de: [treffen, Treffen, Gipfel*]
              fr: [sommet, rencontr*]
              es: [cumbre, reunir*, encuentro]
              ru: [встреч*, саммит*]
          call:
            kind: act
            development: call
            names: {en: [phone call, by phone, telephone conversation], de: [Telefonat*, telefonier*], ru: [телефон*]}
          letter:
            kind: act
            development: envoy
            names: {en: [letter], de: [Brief], fr: [lettre], es: [carta], ru: [письм*]}
          called-off:
            kind: status
            development: cancelled
            names: {en: [calls off, called off, cancel*], de: [abgesagt, sagt ab], ru: [отмен*]}
          reykjavik: {kind: place, names: {any: [Reykjavik], es: [Reikiavik], ru: [Рейкьявик*]}}
          moscow: {kind: place, names: {en: [Moscow], de: [Moskau], fr: [Moscou], es: [Moscú], ru: [Москв*]}}
          war: {kind: object, names: {en: [war], de: [Krieg*], fr: [guerre], es: [guerra], ru: [войн*]}}
          prisoners: {kind: object, names: {en: [prisoner*], de: [Gefangen*], ru: [обмен* плен*]}}
          ceasefire: {kind: act, development: truce, names: {en: [ceasefire, truce], de: [Waffenruhe], ru: [перемири*]}}
          talks: {kind: act, names: {en: [talks, negotiators], de: [Gespräch*], ru: [переговор*]}}
          istanbul: {kind: place, names: {en: [Istanbul], ru: [Стамбул*]}}
          black-sea: {kind: place, names: {en: [Black Sea], de: [Schwarz* Meer], ru: [Чёрн* мор*]}}
          ports: {kind: object, names: {en: [ports, grain ships], de: [Häfen], fr: [ports], es: [puertos], ru: [порт*]}}
          dish: {kind: exclusion, names: {fr: [fromage en grains, recette]}}
        """
}
