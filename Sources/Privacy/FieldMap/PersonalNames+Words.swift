/// The names that mean a kind as a whole, and the words that mean one wherever they stand.
///
/// Letters only: what separates words, digits and case are gone when names are compared.
extension PersonalNames {
    /// Names that mean a kind when they are the whole name, or neighbouring words of one.
    static let names: [(kind: Kind, words: String)] = [
        (
            .clientID,
            """
            clientid cid gaclientid gacid visitorid bezoekerid anonymousid deviceid cookieid
            distinctid browserid installid installationid appinstanceid guid uuid mceid muid
            """
        ),
        (.sessionID, "sessionid sid gasessionid"),
        (
            .userID,
            """
            userid uid userids customerid customerids customernumber klantnummer klantid klant kunde
            customer relatienummer debiteur memberid lidnummer loyaltyid loyalty spaarkaart
            klantenkaart loyaltycard membercard customercard cartefidelite kundenkarte accountid
            externalid extid login username contactid subscriberid crmid payerid puid personalid
            personalnumber leadid user abonnee idclient idcustomer idklant codeclient numclient
            refclient airmiles vatid vatnumber btwnummer btwnr taxid taxnumber numerotva kvk
            kvknummer kvknr kbo ondernemingsnummer siret siren ustid steuernummer matricule
            """
        ),
        (
            .orderID,
            """
            orderid orderids order ordername orderno ordernummer bestelling transaction
            transactionid commande invoice invoiceid invoicenumber factuur facture rechnung
            reservering cartid basketid paymentid purchaseid trxid txnid incrementid idorder idcart
            idcommande numcommande refcommande pnr orderformid tracktrace trackandtrace tracknum
            returnid returnnumber retourid retournummer retournr polisnummer policynumber
            casenumber dossiernummer
            """
        ),
        (.email, "mail mailadres mailaddress adressemail adressemailclient"),
        (
            .phone,
            """
            tel telnr telno mobiel mobilenumber mobileno mobilenr mobilenum mobilephone mobielnummer
            mobielnr mobilnummer portable handy handynummer handynr whatsapp whatsappnumber
            whatsappnummer cellphone cellnumber numeroportable numportable
            """
        ),
        (
            .personName,
            """
            naam nom fn ln displayname bookingname reservationname reserveringnaam babyname
            babynaam childname nomclient naamklant initials voorletters aanhef salutation civilite
            anrede
            contactpersoon contactperson nomprenom
            """
        ),
        (
            .postalAddress,
            """
            rue toevoeging zip cp zp city plaats woonplaats busnummer gemeente ville stadt stad ort
            wohnort localite commune company companyname bedrijf bedrijfsnaam societe entreprise
            firma firmenname pobox postbus housenr houseno
            """
        ),
        (
            .birthDate,
            """
            dob age leeftijd alter gender geslacht sexe geschlecht birthyear birthmonth birthdate
            birthplace dateofbirth yearofbirth placeofbirth monthofbirth anneenaissance
            anneedenaissance lieunaissance lieudenaissance geburtsjahr geburtsort geboorteplaats
            """
        ),
        (
            .hashedPerson,
            "emailhash hashedemail emailsha shaemail hashedphone phonehash em"
        ),
        (
            .ip,
            """
            ip ipv ipaddress ipadres clientip userip remoteip realip sourceip visitorip customerip
            remoteaddr adresseip ipadresse
            """
        ),
        (.userAgent, "useragent ua"),
        (
            .clickID,
            "fbc awc clickid gclaw gclau lifatid epik rdtcid sccid tduid scclid"
        ),
        (.deviceID, "gaid advertisingid"),
        (
            .secret,
            """
            cardno ccnumber cardnr giftcardnumber giftcardcode cadeaukaartnummer pwd mdp otp cvc cvv
            nir pin pincode bic tokens
            """
        ),
    ]

    /// Words that mean a kind alone and among others.
    static let strongWords: [(kind: Kind, words: String)] = [
        (.clientID, "fbp"),
        (.sessionID, "phpsessid jsessionid"),
        (
            .userID,
            """
            klantnummer klantnr klantid klantcode customernumber customernr numeroclient
            kundennummer kundennr kundenid debiteurnummer debiteurnr relatienummer lidnummer lidnr
            gebruikersnaam benutzername username customerid userid memberid kenteken licenseplate
            nummerplaat kennzeichen immatriculation klantenkaart
            """
        ),
        (
            .orderID,
            """
            orderid ordernumber ordernummer ordernr bestelnummer bestelnr bestelid bestelreferentie
            numerocommande bestellnummer bestellnr factuurnummer factuurnr invoicenumber
            rechnungsnummer transactionid pspreference merchantreference reserveringsnummer
            boekingsnummer auftragsnummer trackingnumber
            """
        ),
        (
            .email,
            """
            email emailaddress emailadres emailadresse mailadres courriel useremail customeremail
            billingemail emails
            """
        ),
        (
            .phone,
            """
            phone phonenumber telefoon telefoonnummer telefoonnr gsm gsmnummer gsmnr telephone
            telefon telefonnummer fax faxnummer faxnumber phones msisdn mobilephone mobielnummer
            """
        ),
        (
            .personName,
            """
            firstname fname givenname forename voornaam prenom vorname lastname lname surname
            familyname achternaam familienaam tussenvoegsel nomfamille nomdefamille nachname
            familienname fullname volledigenaam customername payerfirstname payerlastname
            consumername cardholder klantnaam kundenname middlename maidenname nickname
            tenaamstelling recipient ontvanger empfaenger destinataire geadresseerde buyer koper
            besteller kaeufer acheteur payer afzender roepnaam meisjesnaam voorletters
            """
        ),
        (
            .postalAddress,
            """
            street straat straatnaam adres adresregel address adresse strasse anschrift housenumber
            huisnummer huisnr hausnummer hausnr postcode postalcode zipcode codepostal plz
            postleitzahl addressline streetname huisnummertoevoeging factuuradres leveradres
            afleveradres addresses
            """
        ),
        (
            .birthDate,
            """
            birthdate birthday geboortedatum geboortejaar datedenaissance geburtsdatum geburtstag
            datenaissance naissance verjaardag birthyear
            """
        ),
        (
            .clickID,
            """
            gclid fbclid msclkid dclid ttclid wbraid gbraid yclid twclid irclickid gclsrc
            """
        ),
        (.deviceID, "idfa idfv imei"),
        (
            .secret,
            """
            password passwords wachtwoord paswoord motdepasse passwort kennwort passwd token secret
            apikey authorization bsn rijksregisternummer burgerservicenummer rijksregister iban
            ibannr ibannumber bsnnummer rekeningnummer bankrekening kontonummer cardnumber
            kaartnummer creditcardnumber accesstoken refreshtoken clientsecret xapikey csrftoken
            shasign insz niss ssn passport passportnumber paspoort paspoortnummer rijbewijs
            idkaart nationalid socialsecurity
            """
        ),
    ]
}
