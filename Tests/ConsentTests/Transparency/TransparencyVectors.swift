import Testing

@testable import Consent

/// A published TC string and what it says.
///
/// From the tests of IAB Tech Lab, LiveRamp, Prebid, SirData and others, and from public lists of
/// cookies.
struct TransparencyVector: Sendable, CustomTestStringConvertible {
    let text: String
    /// One line for each group of fields, as ``TransparencyString/lines`` writes them.
    let lines: [String]

    init(_ text: String, _ lines: String) {
        self.text = text
        self.lines = lines.split(separator: "\n").map(String.init)
    }

    var testDescription: String { String(text.prefix(24)) }

    static let all = [
        Self(
            """
            CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 880 0 screen 0 language EN
            list 48 policy 2 specific yes texts no
            treatment no country DE created 17489088000 updated 17489088000
            features [] consent [] interest []
            consents 4 [1-4]
            interests 0 []
            disclosed 7 [1-5 100 404]
            publisher [] [] custom 0 [] []
            segments core disclosed publisher
            flags [policy_below_4_after_2023-09-30]
            """),
        Self(
            """
            CPSG_8APSG_8ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 880 0 screen 0 language EN
            list 48 policy 2 specific yes texts no
            treatment no country DE created 16409952000 updated 16409952000
            features [] consent [] interest []
            consents 4 [1-4]
            interests 0 []
            disclosed 7 [1-5 100 404]
            publisher [] [] custom 0 [] []
            segments core disclosed publisher
            flags []
            """),
        Self(
            """
            COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA
            """,
            """
            version 2 cmp 675 2 screen 1 language EN
            list 15 policy 2 specific no texts no
            treatment yes country AA created 15800580600 updated 16122852600
            features [1] consent [2 10] interest [2 9]
            consents 0 []
            interests 0 []
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COrEAV4OrXx94ACABBENAHCIAD-AAAAAAACAAxAAAAgAIAwgAgAAAAEAgQAAAAAEAYQAQAAAACAAAABAAA
            """,
            """
            version 2 cmp 2 1 screen 1 language EN
            list 7 policy 2 specific no texts no
            treatment no country AQ created 15754855800 updated 15760039800
            features [1] consent [3 4 5 6 7 8 9] interest []
            consents 7 [23 37 47-48 53 65 98]
            interests 7 [37 47-48 53 65 98 129]
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COrEAV4OrXx94ACABBENAHCIAD-AAAAAAACAAxAAAAgAIAwgAgAAAAEAgQAAAAAEAYQAQAAAACAAAABAAA.I\
            BAgAAAgAIAwgAgAAAAEAAAACA.QAagAQAgAIAwgA
            """,
            """
            version 2 cmp 2 1 screen 1 language EN
            list 7 policy 2 specific no texts no
            treatment no country AQ created 15754855800 updated 15760039800
            features [1] consent [3 4 5 6 7 8 9] interest []
            consents 7 [23 37 47-48 53 65 98]
            interests 7 [37 47-48 53 65 98 129]
            disclosed 8 [23 37 47-48 53 65 98 129]
            allowed 6 [12 23 37 47-48 53]
            segments core disclosed allowed
            flags [not_service_specific]
            """),
        Self(
            """
            COv__-wOv__-wC2AAAENAPCgAAAAAAAAAAAAA_wAQA_gEBABAEAAAA
            """,
            """
            version 2 cmp 182 0 screen 0 language EN
            list 15 policy 2 specific yes texts no
            treatment no country AA created 15837691824 updated 15837691824
            features [] consent [] interest []
            consents 1 [127]
            interests 1 [128]
            segments core
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            COwBOpCOwBOpCLqAAAENAPCAAAAAAAAAAAAAFfwAYFfAV-BVkAGBVYFWAAA
            """,
            """
            version 2 cmp 746 0 screen 0 language EN
            list 15 policy 2 specific no texts no
            treatment no country AA created 15838014018 updated 15838014018
            features [] consent [] interest []
            consents 2 [702-703]
            interests 2 [683-684]
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COwBOpCOwBOpCLqAAAENAPCAAAAAAAAAAAAAFfwAQFfgUbABAUaAAA
            """,
            """
            version 2 cmp 746 0 screen 0 language EN
            list 15 policy 2 specific no texts no
            treatment no country AA created 15838014018 updated 15838014018
            features [] consent [] interest []
            consents 1 [703]
            interests 1 [653]
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COwxsONOwxsONKpAAAENAdCAAMAAAAAAAAAAAAAAAAAA
            """,
            """
            version 2 cmp 681 0 screen 0 language EN
            list 29 policy 2 specific no texts no
            treatment no country AA created 15850718093 updated 15850718093
            features [] consent [1 2] interest []
            consents 0 []
            interests 0 []
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COvzTO5OvzTO5BZAFMENAPCgAAAAAAAAAAwIFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAA\
            AgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUwLQIoghAAQ\
            hhARggACAIAAAAcQAAEAQAAAAgAQBAIAAEIAAAABAAgCAAAAAAAMCABAAAAAAAAKAAIEAABAAAgAiAIgAAAA\
            ASAAQABAAAAwgIAAAhMBACFuyAxmpgAA
            """,
            """
            version 2 cmp 89 5 screen 12 language EN
            list 15 policy 2 specific yes texts no
            treatment no country GB created 15834362809 updated 15834362809
            features [] consent [] interest []
            consents 79 [2 6 8 12 18 23 37 42 47-48 53 61 65-66 72 88 98 127-129 133 153 163 192\
             205 215 224 243 248 281 294 304 350-351 358 371 422 424 440 447 467 486 498 502 512\
             516 553 556 571 587 612-613 618 626 648 653 656-657 665 676 681 683-684 686-688 690\
            -691 694 702-703 707-708 711-712 714 716 719-720]
            interests 79 [2 6 8 12 18 23 37 42 47-48 53 61 65-66 72 88 98 127-129 133 153 163 19\
            2 205 215 224 243 248 281 294 304 350-351 358 371 422 424 440 447 467 486 498 502 51\
            2 516 553 556 571 587 612-613 618 626 648 653 656-657 665 676 681 683-684 686-688 69\
            0-691 694 702-703 707-708 711-712 714 716 719-720]
            segments core
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            COvzTO5OvzTO5B7ABCENAPEYAIAAAIAAAIqIAAoAAoAA.QAAo.IAAo
            """,
            """
            version 2 cmp 123 1 screen 2 language EN
            list 15 policy 4 specific no texts yes
            treatment yes country FR created 15834362809 updated 15834362809
            features [1] consent [1] interest [1]
            consents 1 [1]
            interests 1 [1]
            disclosed 1 [1]
            allowed 1 [1]
            segments core allowed disclosed
            flags [not_service_specific li_set_for_purpose_1]
            """),
        Self(
            """
            COvzTO5OvzTO5B7ABCENAPFYAIAAAEIAAIqIAAoAAoAA.QAAo.IAAo
            """,
            """
            version 2 cmp 123 1 screen 2 language EN
            list 15 policy 5 specific no texts yes
            treatment yes country FR created 15834362809 updated 15834362809
            features [1] consent [1] interest [2 7]
            consents 1 [1]
            interests 1 [1]
            disclosed 1 [1]
            allowed 1 [1]
            segments core allowed disclosed
            flags [not_service_specific]
            """),
        Self(
            """
            COyfVVoOyfVVoADACHENAwCAAAAAAAAAAAAAE5QBgALgAqgD8AQACSwEygJyAnSAMABgAFkAgQCDASeAmYBO\
            gAA
            """,
            """
            version 2 cmp 3 2 screen 7 language EN
            list 48 policy 2 specific no texts no
            treatment no country AA created 15879460200 updated 15879460200
            features [] consent [] interest []
            consents 8 [23 42 126-128 587 613 626]
            interests 8 [24 44 129-131 591 614 628]
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COwAdDhOwAdDhN4ABAENAPCgAAQAAv___wAAAFP_AAp_4AI6ACACAA
            """,
            """
            version 2 cmp 888 1 screen 0 language EN
            list 15 policy 2 specific yes texts no
            treatment no country AA created 15837810913 updated 15837810913
            features [] consent [6 23] interest [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19\
             20 21 22 23 24]
            consents 10 [1-10]
            interests 10 [1-10]
            restriction 7 1 [32]
            segments core
            flags [li_set_for_purpose_1 no_disclosed_vendors_segment]
            """),
        Self(
            """
            COyiHgFOyiHgFN4ABABGAPCAAAAAAAAAAAAAAFAAAAoAAAA
            """,
            """
            version 2 cmp 888 1 screen 0 language BG
            list 15 policy 2 specific no texts no
            treatment no country AA created 15880189957 updated 15880189957
            features [] consent [] interest []
            consents 0 []
            interests 0 []
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COyiHgFOyiHgFN4ABASVAPCAAAAAAAAAAAAAAFAAAAoAAAA
            """,
            """
            version 2 cmp 888 1 screen 0 language SV
            list 15 policy 2 specific no texts no
            treatment no country AA created 15880189957 updated 15880189957
            features [] consent [] interest []
            consents 0 []
            interests 0 []
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COvcSpYOvcSpYC9AAAENAPCAAAAAAAAAAAAACvwDQABAAIAAYABIAC4AJQAagA9ACEAPgAjIBJoCvAK-AAAA\
            AA
            """,
            """
            version 2 cmp 189 0 screen 0 language EN
            list 15 policy 2 specific no texts no
            treatment no country AA created 15828331096 updated 15828331096
            features [] consent [] interest []
            consents 14 [2 8 12 18 23 37 53 61 66 248 281 294 350-351]
            interests 0 []
            segments core
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            COxSKBCOxSKCCBcABCENAgCMAPzAAEPAAAqIDaQBQAMgAgABqAR0A2gDaQAwAMgAgANoAAA.elAAAAAAAWA
            """,
            """
            version 2 cmp 92 1 screen 2 language EN
            list 32 policy 2 specific no texts no
            treatment no country FR created 15859228738 updated 15859228802
            features [1 2] consent [1 2 3 4 5 6 9 10] interest [2 7 8 9 10]
            consents 5 [25 32 53 285 436]
            interests 3 [25 32 436]
            publisher [1 2 4 7 9] [] custom 2 [1 2] []
            segments core publisher
            flags [not_service_specific no_disclosed_vendors_segment]
            """),
        Self(
            """
            CPTZZYAPTZZYABcABCENAgCMAPzAAEPAAAqIDaQBQAMgAgABqAR0A2gDaQAwAMgAgANoAAA.IDaQBQAMgAgA\
            BqAR0A2g.eEAAAAAAAUA
            """,
            """
            version 2 cmp 92 1 screen 2 language EN
            list 32 policy 2 specific no texts no
            treatment no country FR created 16431552000 updated 16431552000
            features [1 2] consent [1 2 3 4 5 6 9 10] interest [2 7 8 9 10]
            consents 5 [25 32 53 285 436]
            interests 3 [25 32 436]
            disclosed 5 [25 32 53 285 436]
            publisher [1 2 7] [] custom 2 [1] []
            segments core disclosed publisher
            flags [not_service_specific]
            """),
        Self(
            """
            CPt3fQAPt3fQACNAFAENDLCgAAAAAAAAACiQAAAOCgDAB-AIsAZ8A6QDBAHBAAAA.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 141 5 screen 0 language EN
            list 203 policy 2 specific yes texts no
            treatment no country US created 16875648000 updated 16875648000
            features [] consent [] interest []
            consents 0 []
            interests 6 [126 278 415 466 772 898]
            publisher [] [] custom 0 [] []
            segments core publisher
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CP2KIMAP2KIMAAHABBENAcEgAAAAAAAAAAiQAAAAAAEEoAMAARBqDQAYAAiDUKgAwABEGopABgACINQ6ADAA\
            EQaiEAGAAIg1BIAMAARBqGQAYAAiDUAA.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 7 1 screen 1 language EN
            list 28 policy 4 specific yes texts no
            treatment no country ES created 17014752000 updated 17014752000
            features [] consent [] interest []
            consents 0 []
            interests 0 []
            restriction 9 1 [1-4202]
            restriction 3 1 [1-4202]
            restriction 5 1 [1-4202]
            restriction 10 1 [1-4202]
            restriction 7 1 [1-4202]
            restriction 8 1 [1-4202]
            restriction 2 1 [1-4202]
            restriction 6 1 [1-4202]
            publisher [] [] custom 0 [] []
            segments core publisher
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CQULowAQULowAAHABBENBxFgAAAAAAAAAAiQAAAAAACkoAMAAQWrKQAYAAgtWOgAwABBashABgACC1YSADAA\
            EFqw.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 7 1 screen 1 language EN
            list 113 policy 5 specific yes texts no
            treatment no country ES created 17518464000 updated 17518464000
            features [] consent [] interest []
            consents 0 []
            interests 0 []
            restriction 9 1 [1-1451]
            restriction 10 1 [1-1451]
            restriction 7 1 [1-1451]
            restriction 8 1 [1-1451]
            restriction 2 1 [1-1451]
            publisher [] [] custom 0 [] []
            segments core publisher
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CP20-YAP20-YAAKAyBENAfEgAAAAAAAAAAwIAAAI8gBAGfAR4AAA.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 10 50 screen 1 language EN
            list 31 policy 4 specific yes texts no
            treatment no country GB created 17025984000 updated 17025984000
            features [] consent [] interest []
            consents 0 []
            interests 2 [415 572]
            publisher [] [] custom 0 [] []
            segments core publisher
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CQB2TAAQB2TAAGRABAENA8EgAAAAAAAAAAAAAAAUrgAAAAAA.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 401 1 screen 0 language EN
            list 60 policy 4 specific yes texts no
            treatment no country AA created 17210880000 updated 17210880000
            features [] consent [] interest []
            consents 0 []
            interests 0 []
            publisher [] [] custom 0 [] []
            segments core publisher
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CQdF08AQdF08ABcAKBENCLFgAAAAAEPgAAqIJNQAASagZgALgAcAB4AFQALgAcABAACQAFQAMoAaABqADwAJ\
            kAXABdADEAGgAN4AfAA_ACEgEQARIAw4BlAGWANEAc8A-wD9AIQARQAiwBGICOAI6ASYAq4BcwC8gGKANEAa\
            8A2gB_wEegJiATSAocBTQC1AFzALzAYsAyQBpoDkwAA
            """,
            """
            version 2 cmp 92 10 screen 1 language EN
            list 139 policy 5 specific yes texts no
            treatment no country FR created 17667936000 updated 17667936000
            features [] consent [] interest [2 7 8 9 10 11]
            consents 0 []
            interests 59 [11 14-15 21 23 28 32 36 42 50 52-53 60 76 92-93 98 104 111 124 126 132\
             136-137 195 202-203 209 231 251-253 264 276 278 280 284-285 294 343 371 377 394 418\
             431 436 511 573 610 617 647 666 724 742 755 790 804 845 915]
            segments core
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CP2G1QAP2G1QAEsACDENAdEgAAAAAAAAAAwIAAAGfgAgGfAA
            """,
            """
            version 2 cmp 300 2 screen 3 language EN
            list 29 policy 4 specific yes texts no
            treatment no country GB created 17013888000 updated 17013888000
            features [] consent [] interest []
            consents 0 []
            interests 1 [415]
            segments core
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CQIdrrgQIdrrgAfEHBFIBQFgAAAAAAAAAAigH8wBAAQAAyAM4A_kAMoAQAIAAZAAAA
            """,
            """
            version 2 cmp 31 263 screen 1 language FI
            list 80 policy 5 specific yes texts no
            treatment no country EU created 17321868000 updated 17321868000
            features [] consent [] interest []
            consents 4 [32 50 412 1017]
            interests 2 [32 50]
            segments core
            flags [no_disclosed_vendors_segment]
            """),
        Self(
            """
            CQGiOUAQGiOUAAHABBENBLFgAAAAAAAAAAAAAAAAAAAA.YAAAAAAAAAAA
            """,
            """
            version 2 cmp 7 1 screen 1 language EN
            list 75 policy 5 specific yes texts no
            treatment no country AA created 17289504000 updated 17289504000
            features [] consent [] interest []
            consents 0 []
            interests 0 []
            publisher [] [] custom 0 [] []
            segments core publisher
            flags [no_disclosed_vendors_segment]
            """),
    ]

    /// Strings that a lenient reader may accept, with the reason against them.
    static let refused: [(String, TransparencyFault.Reason)] = [
        (
            """
            CONciguONcjGKADACHENAOCIAC0ta__AACiQABwAgACAAA
            """,
            .vendorAboveMaximum
        ),
        (
            """
            CONciguONcjGKADACHENAOCIAC0ta__AACiQABwAoABAACA
            """,
            .reversedRange
        ),
        (
            """
            CLSYjTaOngnCIAOABBENAXCMAGOAABBAAA7IA5n-m7fP6_3fbqVv6E__PoA5Aqff3aJx8tv_1967rfnQEQoA\
            IAAQCrwkAEABAcACABIMACAAuApEVABABUSABgBCAVSAtIoACACIArYQAHACgAFgAVwBJgDcAI7AWgMAAgBi\
            KgAgBMgFfKQAQBRkQAQA4AFiBAAoA-AEVAJlAVgAtYcACAJcAr4eABAK8OgBgFzAOmAqwgABAWyA.IFukWSQ\
            h
            """,
            .endOfBits
        ),
        (
            """
            CPIKj1vPPdzL-ACAnAFRBACsAP_AAH_AAAqIHFNf_X_fb3_j-_59_9t0eY1f9_7_v20zjgeds-8Nyd_X_L8X\
            4mM7vB36pq4KuR4Eu3LBAQdlHOHcTUmw6IkVqTPsbk2Mr7NKJ7PEinMbe2dYGH9_n9XTuZKY79_s_z-v7_f_\
            r-3_3_vp9V---wOJAJMNS-AizEscCSaNKoUQIQriQ6AEAFFCMLRNYQErgp2VwEfoIGACA1ARgRAgxBRiyCAA\
            AAAJKIgJADwQCIAiAQAAgBUgIQAEaAILACQMAgAFANCwAigCECQgyOCo5TAgIkWignkrAEou9jDCEMooAaBA\
            AAAA.YAAAAAAAAAAA
            """,
            .reversedRange
        ),
        (
            """
            validbase64
            """,
            .version
        ),
        (
            """
            BPuKNGaPuKNGaAfEHBFIABAAAAA_mABAfyA
            """,
            .version
        ),
    ]
}
