// Every sentence the visitor reads, in Dutch and English.

const texts = {
  "skip.shop": ["Naar de winkel", "To the shop"],
  "skip.glass": ["Naar het glas", "To the glass"],
  "prompter.title": ["Probeer eens", "Try this"],
  "prompter.newsletter": ["Kom via de nieuwsbrief", "Arrive from the newsletter"],
  "prompter.email": ["Zoek een e-mailadres", "Search for an e-mail"],
  "prompter.again": ["Begin opnieuw", "Start again"],
  "shop.since": ["Gent, sinds 1987", "Ghent, since 1987"],
  "language.label": ["Taal", "Language"],
  "footer.fiction": [
    "Een verzonnen winkel: niets wordt verkocht, niets verlaat deze computer.",
    "A made-up shop: nothing is sold, nothing leaves this computer."],

  "search.label": ["Zoek een zeep", "Search for a soap"],
  "search.placeholder": ["lavendel, roos …", "lavender, rose …"],
  "search.submit": ["Zoek", "Search"],
  "search.title": ["Zoeken", "Search"],
  "search.results": ["Gevonden voor “{0}”: {1}", "Found for “{0}”: {1}"],
  "search.none": ["Geen zeep met die naam.", "No soap by that name."],
  "search.noneEmail": [
    "Geen zeep gevonden. Mensen typen soms een e-mailadres in een zoekveld; kijk wat ervan overblijft.",
    "No soap found. People do type e-mail addresses into search fields; see what is left of it."],

  "home.title": ["Zeep", "Soap"],
  "home.heading": ["Zeep die naar iets ruikt.", "Soap that smells of something."],
  "home.lead": ["Koud geroerd, zes weken gerijpt, met de hand gesneden.", "Cold-stirred, cured for six weeks, cut by hand."],
  "home.newsletter": [
    "Welkom terug, lentelezer: vandaag zonder verzendkosten.",
    "Welcome back, spring reader: no shipping costs today."],
  "home.list": ["Assortiment", "Range"],
  "product.add": ["In de mand", "Add to cart"],
  "product.added": ["Toegevoegd. Naar de mand", "Added. Go to the cart"],
  "product.weight": ["100 gram, btw inbegrepen", "100 grams, VAT included"],
  "product.back": ["Alle zepen", "All soaps"],

  "cart.link": ["Mand", "Cart"],
  "cart.title": ["Winkelmand", "Cart"],
  "cart.empty": ["Nog leeg. Kies eerst een zeep.", "Still empty. Choose a soap first."],
  "cart.quantity": ["Aantal van {0}", "Quantity of {0}"],
  "cart.subtotal": ["Zeep", "Soap"],
  "cart.shipping": ["Verzending", "Shipping"],
  "cart.free": ["gratis", "free"],
  "cart.total": ["Totaal", "Total"],
  "cart.checkout": ["Afrekenen", "Check out"],
  "checkout.title": ["Afrekenen", "Check out"],
  "checkout.email": ["E-mailadres", "E-mail address"],
  "checkout.hint": ["Voor de bevestiging. Alles hier is verzonnen; verzin mee.", "For the confirmation. Everything here is invented; invent along."],
  "checkout.place": ["Bestel voor {0}", "Order for {0}"],
  "thanks.title": ["Bedankt", "Thank you"],
  "thanks.heading": ["Bedankt voor je bestelling.", "Thank you for your order."],
  "thanks.number": ["Bestelnummer", "Order number"],
  "thanks.sent": ["Bevestiging aan {0}", "Confirmation to {0}"],
  "thanks.more": ["Verder kijken", "Look around"],
  "missing.title": ["Niet gevonden", "Not found"],
  "missing.text": ["Hier ligt geen zeep.", "There is no soap here."],

  "consent.title": ["Mogen we meten?", "May we measure?"],
  "consent.text": [
    "Met je toestemming mag een meetdienst zien hoe de winkel gebruikt wordt. Zonder tellen we alleen, zonder te weten wie je bent.",
    "With your consent a measuring service may see how the shop is used. Without it we only count, without knowing who you are."],
  "consent.accept": ["Alles toestaan", "Accept all"],
  "consent.refuse": ["Alles weigeren", "Refuse all"],
  "consent.choose": ["Zelf kiezen", "Choose"],
  "consent.statistics": ["Statistiek", "Statistics"],
  "consent.statisticsText": ["Bezoeken tellen en vergelijken", "Counting and comparing visits"],
  "consent.marketing": ["Marketing", "Marketing"],
  "consent.marketingText": ["Zien welke reclame iets opbracht", "Seeing which advertisement paid off"],
  "consent.save": ["Bewaar mijn keuze", "Save my choice"],
  "consent.again": ["Privacykeuze wijzigen", "Change privacy choice"],

  "glass.motto": ["Je ziet de vormen, nooit de gezichten.", "You see the shapes, never the faces."],
  "glass.numbers": ["Naar de cijfers", "To the numbers"],
  "glass.look": ["Kijk door het glas", "Look through the glass"],
  "glass.legend": ["wijst naar een persoon", "points to a person"],
  "glass.legendNarrow": ["helpt iemand te herkennen", "helps to recognise someone"],
  "glass.legendFrost": ["achter matglas: weg", "behind frosted glass: gone"],
  "glass.unreachable": [
    "Matglas antwoordt niet. De winkel werkt gewoon door; de gebeurtenissen hieronder wachten.",
    "Matglas does not answer. The shop carries on; the events below are waiting."],
  "glass.others": ["Ook gezien: {0} van andere vensters.", "Also seen: {0} from other windows."],
  "glass.chose": ["Keuze van de bezoeker: {0}. Geldt vanaf de volgende gebeurtenis.", "The visitor’s choice: {0}. Applies from the next event on."],
  "glass.spoken": ["{0}: {1}. Persoonlijke waarden: {2}.", "{0}: {1}. Personal values: {2}."],
  "choice.accept": ["alles toegestaan", "everything accepted"],
  "choice.refuse": ["alles geweigerd", "everything refused"],
  "choice.statistics": ["alleen statistiek", "statistics only"],
  "choice.marketing": ["alleen marketing", "marketing only"],
  "side.sent": ["Zoals de winkel het verstuurt", "As the shop sent it"],
  "side.got": ["Zoals de bestemming het krijgt", "As the destination gets it"],
  "side.counted": ["Wat ervan geteld wordt", "What is counted of it"],
  "tab.label": ["Wat de bestemming krijgt", "What the destination gets"],
  "tab.consented": ["met toestemming", "with consent"],
  "tab.anonymous": ["zonder adres en kenmerken", "without address and ids"],
  "tab.counted": ["alleen geteld", "counted only"],
  "tab.applies": ["geldt", "applies"],
  "tab.notCovered": ["Bestaat hier niet: de bezoeker gaf geen toestemming.", "Does not exist here: the visitor gave no consent."],
  "tab.nothing": ["Niets. Deze gebeurtenis is nergens meegeteld.", "Nothing. This event was not counted anywhere."],
  "state.kept": ["blijft", "kept"],
  "state.changed": ["veranderd", "changed"],
  "state.removed": ["weg", "removed"],
  "state.added": ["nieuw", "new"],
  "group.browser": ["Wat de browser erbij doet", "What the browser adds"],
  "group.shared": ["Wat de pagina meestuurt", "What the page sends along"],
  "group.technical": ["Technische velden ({0})", "Technical fields ({0})"],
  "group.raw": ["De aanvraag zelf", "The request itself"],
  "summary.removed": ["{0} weg", "{0} removed"],
  "summary.changed": ["{0} veranderd", "{0} changed"],
  "summary.kept": ["{0} gebleven", "{0} kept"],
  "verdict.waiting": ["onderweg …", "on its way …"],
  "verdict.lost": ["geen antwoord", "no answer"],
  "verdict.forwarded": ["doorgestuurd", "forwarded"],
  "verdict.aggregated": ["alleen geteld", "counted only"],
  "verdict.dropped": ["weggegooid", "dropped"],
  "say.waiting": ["Verstuurd. Matglas kijkt ernaar.", "Sent. Matglas is looking at it."],
  "say.lost": ["Matglas heeft (nog) niets over deze gebeurtenis gezegd.", "Matglas has said nothing about this event (yet)."],
  "say.forwarded": [
    "Met toestemming doorgestuurd, zonder adres en zonder blijvende kenmerken.",
    "Forwarded under consent, without the address and without lasting ids."],
  "say.forwardedAnonymous": [
    "Doorgestuurd zonder adres, kenmerken en zoektekst.",
    "Forwarded without address, ids and query values."],
  "say.aggregatedGranted": [
    "De bezoeker stemde in. Deze demonstratie stuurt niets door en telt alleen; rechts staat wat een bestemming zou krijgen.",
    "The visitor agreed. This demonstration forwards nothing and only counts; on the right is what a destination would get."],
  "say.aggregatedDenied": [
    "Geen toestemming: alleen geteld. Er vertrekt niets en er wordt geen kenmerk berekend.",
    "No consent: counted only. Nothing leaves, and no identifier is computed."],
  "say.aggregatedUnknown": [
    "Nog geen keuze, dus alleen geteld. Er vertrekt niets.",
    "No choice yet, so counted only. Nothing leaves."],
  "say.dropped": ["Weggegooid: niet doorgestuurd en niet geteld.", "Dropped: neither forwarded nor counted."],
  "autopilot.report": ["{0} bakens verstuurd, {1} gebeurtenissen door Matglas gezien", "{0} beacons sent, {1} gateway events seen"],
};

const languages = ["nl", "en"];
let current = 0;

export const language = () => languages[current];

export function setLanguage(code) {
  current = Math.max(0, languages.indexOf(code));
  document.documentElement.lang = language();
}

/** The sentence for a key, with `{0}`, `{1}` … replaced. An unknown key shows itself. */
export function text(key, ...values) {
  const sentence = texts[key]?.[current] ?? key;
  return sentence.replace(/\{(\d)\}/g, (_, index) => String(values[index] ?? ""));
}

export const money = (cents, currency = "EUR") =>
  new Intl.NumberFormat(language() === "nl" ? "nl-BE" : "en-IE", { style: "currency", currency }).format(cents / 100);
