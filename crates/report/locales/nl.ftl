# Onze eigen woorden op pagina's, in het Nederlands. Wat credentials en het programma zeggen staat ernaast.
# Alleen getallen worden ingevuld, en tijden.

## Pagina
skip = Naar het rapport
report = Rapport over een microcredential
overview = Overzicht van meerdere microcredentials
overview-caption = Een rij per evaluatie; een niveau tussen haakjes is niet vermeld en volgt uit een ander.
one-of = Evaluatie { $number } van { $all }
verification = Verificatie
engine-speaks-english = Redenen, samenvattingen en oorzaken zijn in het Engels gesteld.
footer = Een rapport stelt voor; een met naam genoemde medewerker beslist.
and = en
or = of
and-more = en nog { $count }
yes = ja
no = nee
none = geen
number = Nr.
title = Titel
volume = Omvang
eqf = EQF
outcome = Voorstel
question = Vraag
answer = Antwoord

## Kop
learner = Lerende
awarded-by = Toegekend door
issued = Afgegeven
asked-for = Gevraagd
no-title = Een credential zonder titel
not-stated = niet vermeld
judged-for = Beoordeeld voor { $time },
not-for-now = niet voor nu ({ $time }).
scope = Soort
relation = Verband
purpose-admission = toelating
purpose-exemption = vrijstelling van een vak
purpose-credit = studiepunten
purpose-stacking = stapelen naar een profiel
purpose-none = geen doel

## Voorstel
proposal = Voorstel
outcome-recognise_full = Erkenning is mogelijk
outcome-recognise_partial = Erkenning is mogelijk voor een deel
outcome-flexible = Erkenning is mogelijk als de afwijkingen worden aanvaard
outcome-rpl = Erkenning van eerder verworven competenties is de weg
outcome-needs_information = Eerst moet meer bekend zijn
outcome-human_review = Eerst moet een mens kijken
outcome-not_lrc = Erkenning is hoogstwaarschijnlijk niet mogelijk
outcome-not_verified = Het credential houdt geen stand
outcome-not-shown = Dat erkenning mogelijk is, is niet aangetoond
consequence-recognise_full = erkenning
consequence-recognise_partial = erkenning van een deel
consequence-flexible = erkenning met aanvaarde afwijkingen
consequence-rpl = erkenning van eerder verworven competenties
consequence-needs_information = behoefte aan meer informatie
consequence-human_review = beoordeling door een mens
consequence-not_lrc = hoogstwaarschijnlijk geen erkenning
consequence-not_verified = een credential dat geen stand houdt
track-lrc = Route: in overeenstemming met de Lissabonconventie over erkenning.
track-rpl = Route: erkenning van eerder verworven competenties.
track-none = Route: nog niet bepaald.
sign-off-needed = Een voorstel: het telt pas als een met naam genoemde medewerker het heeft ondertekend.
sign-off-waived = Het beleid vraagt geen handtekening onder dit voorstel.
settle = Wat uitsluitsel zou geven
change = Wat het zou veranderen
any-of = Een van deze { $count } manieren:
credential-itself = Het credential zelf
then-possible = Dan mogelijk:
deviations = Afwijkingen
differences = Wezenlijke verschillen
deviations-remark = Wat achterblijft bij wat gevraagd is.
not-shown = Niet aangetoond
not-shown-remark = Van niets hier is bekend dat het tekortschiet; dit beleid telt wat niet bekend is als niet voldaan.
ask-applicant = vraag de aanvrager
ask-issuer = vraag de uitgever
ask-register = vraag een register
ask-institution = vraag de eigen instelling

## Criteria
criteria = Criteria
criteria-informing = Wat het vermeldt, alleen ter informatie
criteria-caption = Hoe robuust aan elk is voldaan, van 0 (rood) tot 3 (groen); ? is nog niet bekend.
criterion = Criterium
light = Licht
main-reason = Belangrijkste reden
no-reason = Er is geen reden gegeven.
further-reasons = Verdere redenen
not-known-yet = Nog niet bekend:
check-basis = onze controle
answers-basis = { $count ->
    [one] het antwoord
   *[other] de antwoorden
}
by-role-officer = medewerker
by-role-applicant = aanvrager
criterion-quality = Kwaliteit
criterion-authenticity = Echtheid
criterion-level = Niveau
criterion-learning_outcomes = Leeruitkomsten
criterion-workload = Studielast
criterion-testing = Toetsing
criterion-identification = Identificatie
light-red = rood
light-amber = oranje
light-light_green = lichtgroen
light-green = groen
light-unknown = nog niet bekend
light-not_applicable = niet van toepassing

## Elementen
elements = Standaardelementen
elements-remark = { $stated } van { $all } zijn vermeld; naast elk hoe sterk het bewijs is, en de plaats.
element = Element
value = Wat is vermeld
evidence-and-place = Bewijs en plaats
stated-empty = vermeld, en leeg
by-answer = door een antwoord
disclosed = wat de houder koos te tonen
not-asked = Niet gevraagd.
see-answers = Zie de antwoorden.
not-answered = Niet beantwoord.
whole-document = het hele document
element-learner = Lerende
element-title = Titel
element-country = Land of regio
element-awarding_body = Toekennende instantie
element-issued = Datum van afgifte
element-learning_outcomes = Leeruitkomsten
element-workload = Studielast
element-level = Niveau
element-assessment = Toetsing
element-participation = Vorm van deelname
element-quality_assurance = Kwaliteitsborging
element-prerequisites = Toelatingseisen
element-supervision = Toezicht en identiteit
element-grade = Cijfer
element-stackability = Stapelbaarheid
element-further_information = Verdere informatie
tier-unsigned = niet ondertekend
tier-signed = ondertekend
tier-attested = verklaard
tier-identified = geïdentificeerd
tier-register = register
absence-not_stated = niet vermeld
absence-unreadable = onleesbaar
absence-may_be_withheld = mogelijk achtergehouden
born = geboren
hashed = gehasht
description = Beschrijving
outcomes-listed = { $count ->
    [0] geen afzonderlijk opgesomd
   *[other] { $count } opgesomd
}
outcomes-assessed = aan een toets verbonden
outcomes-not-assessed = niet aan een toets verbonden
framework-terms = { $count ->
    [one] 1 term uit een raamwerk
   *[other] { $count } termen uit een raamwerk
}
hours = { $count } uur
ects = { $count } ECTS
credits = { $count ->
    [one] 1 punt
   *[other] { $count } punten
}
credits-unstated = { $count ->
    [one] 1 punt zonder vermeld stelsel
   *[other] { $count } punten zonder vermeld stelsel
}
duration = over
ects-as-hours = Berekend, niet vermeld: { $points } ECTS is { $from } tot { $to } uur (25 tot 30 per punt, ECTS Users' Guide 2015).
hours-as-ects = Berekend, niet vermeld: { $count } uur is { $from } tot { $to } ECTS.
not-stated-follows = niet vermeld: volgt uit
cycle-short = korte cyclus
cycle-first = eerste cyclus
cycle-second = tweede cyclus
cycle-third = derde cyclus
assessment-written_examination = Schriftelijk examen
assessment-oral_examination = Mondeling examen
assessment-quiz = Quiz
assessment-portfolio = Portfolio
assessment-project_work = Projectwerk
assessment-practical_assessment = Praktijktoets
assessment-marked_assignment = Beoordeelde opdracht
assessment-continuous_evaluation = Doorlopende beoordeling
assessment-attendance = Aanwezigheid
assessment-peer_assessment = Beoordeling door medestudenten
assessment-peer_review = Commentaar van medestudenten
assessment-problem_based_learning = Probleemgestuurd leren
assessment-group_performance = Groepsprestatie
assessment-artefact_assessment = Beoordeling van een werkstuk
assessment-other = Een andere soort
graded = met cijfer
with-scheme = met een beoordelingsschaal
assessed-by = beoordeeld door
participation-on_site = Op locatie
participation-online = Online
participation-blended = Deels op locatie, deels online
participation-work_based = Op het werk
participation-project_based = In projecten
participation-research_based = In onderzoek
participation-other = Een andere vorm
quality-programme = Opleiding
quality-institution = Instelling
quality-endorsement = Aanbeveling
quality-statement = Verklaring
by = door
valid-from = geldig vanaf
valid-until = geldig tot
account-only = Alleen het inloggen op een account
supervised = Onder toezicht
not-supervised = Niet onder toezicht
supervision-open = Niet vermeld of er toezicht was
identity-checked = identiteit gecontroleerd
identity-not-checked = identiteit niet gecontroleerd
identity-open = niet vermeld of de identiteit is gecontroleerd
scheme = schaal
no-scheme = zonder beoordelingsschaal
partial = Deel van een kwalificatie
not-partial = Geen deel van een kwalificatie
towards = Telt mee voor
consists-of = Bestaat uit

## Document
document = De eigen woorden van het credential
document-remark = De JSON van het credential. Onderstreepte plaatsen zijn die waarnaar dit rapport verwijst.
document-cut = Het document is lang. Waarnaar dit rapport verwijst is getoond; wat is weggelaten is geteld.
left-out = { $count ->
    [one] 1 verdere waarde is weggelaten
   *[other] { $count } verdere waarden zijn weggelaten
}

## Antwoorden
answers = Antwoorden
answers-remark = Wat mensen hebben gezegd, los van wat het credential vermeldt.
answers-paper = Alles wat over het certificaat bekend is; wat mensen hebben gezegd, en op welke bron.
source = Bron:
worth-one = Van de aanvrager zelf: hoogstens 1 waard.
worth-two = Geen bron: hoogstens 2 waard.

## Erkenning van eerder verworven competenties
dossier = Erkenning van eerder verworven competenties
dossier-way = Waarmee het begint, wat te vragen, wat te toetsen, wat toegekend kan worden.
dossier-open = Het kan de weg worden, en staat de lerende in elk geval open.
dossier-identification = 1. Herkenning: wat er al is
dossier-documentation = 2. Documentatie: wat te vragen
dossier-assessment = 3. Beoordeling: wat te toetsen, en hoe dat kan
dossier-certification = 4. Certificering: wat toegekend kan worden
no-outcome-yet = Nog geen leeruitkomst.
nothing-further = Niets verder.
level-to-show = Geen afzonderlijke leeruitkomst; het niveau moet nog worden aangetoond.
no-outcome-left = Er is geen leeruitkomst meer te toetsen.
not-yet-shown = vermeld, nog niet aangetoond
effort = Inspanning:

## Eerdere beslissingen
precedents = Eerdere beslissingen
precedents-remark = Over hetzelfde leerresultaat. Gelijke gevallen worden gelijk beslist, of er is een reden.
precedent-granted_before = aan deze lerende voor deze opleiding: het kan niet twee keer tellen
precedent-same_case = hetzelfde doel en dezelfde opleiding
precedent-same_purpose = hetzelfde doel elders
granted-before-unsure = aan een lerende met dezelfde naam of hetzelfde kenmerk, voor zover dit credential zegt

## Beslissing
decision = Beslissing
sign-off-remark = In te vullen en te ondertekenen door een met naam genoemde medewerker.
verdict-granted = toegekend
verdict-partly_granted = gedeeltelijk toegekend
verdict-conditional = onder voorwaarde toegekend
verdict-refused = niet toegekend
verdict-prior_learning = verwezen naar erkenning van eerder verworven competenties
verdict-deferred = aangehouden tot meer bekend is
proposed-was = Voorgesteld was:
credits-granted = Toegekende punten
course = Vak
grade = Cijfer
reasons = Redenen
accepted = Aanvaarde afwijkingen
appeal = Beroep
appeal-unnamed = De aanvrager kan in beroep gaan. De weg daarvoor moet hier worden genoemd.
for-body = Namens
officer = Medewerker
day = Dag
signature = Handtekening
to-fill-in = in te vullen

## Aansluiting
alignment = Aansluiting op de opleiding
no-targets = De opleiding noemt geen leeruitkomsten.
share-covered = { $percent } % van de leeruitkomsten van de opleiding is gedekt.
share-possible = { $percent } % is dat misschien.
alignment-caption = Elke leeruitkomst van de opleiding, of zij gedekt is, en waardoor.
target = Leeruitkomst van de opleiding
covered = Gedekt
covered-by = Waardoor, hoe, en hoe sterk het bewijs is
is-covered = gedekt
may-be-covered = misschien gedekt, wat een medewerker kan beoordelen
is-not-covered = niet gedekt
nothing-shows-it = niets toont dat zij gedekt is
share-of-words = { $percent } % van de woorden
match-uri = dezelfde URI
match-related_uri = verwant in ESCO
match-text = hetzelfde in woorden
match-near_uri = nabij in ESCO, voorlopig
match-title = gelijkend in woorden, voorlopig
match-told = door het antwoord van een medewerker
match-assumed = aangenomen door het opleidingsbestand
not-compared = Niet vergeleken, of niet met zekerheid
compared-by = Vergeleken met behulp van
figure-title = Welke leeruitkomsten welke dekken
figure-description = { $covered } van { $all } leeruitkomsten van de opleiding zijn gedekt. De tabel hieronder zegt hetzelfde in woorden. Gestreepte lijnen zijn voorlopig.
figure-left = Opleiding
figure-right = Credential

## Wie instaat
trust = Wie instaat
vouches-listed = noemt de uitgever
vouches-chained = staat in voor de autoriteit van het zegel; het zegel is van
unnamed = een naam die niet wordt genoemd
confirms-key = en bevestigt uitgever en sleutel
stale = ouder dan zou moeten
anchor-eu_lotl = Europese vertrouwenslijsten
anchor-x509_pin = vastgelegd certificaat
anchor-did_pin = vastgelegd kenmerk
anchor-dcc_json = register van uitgevers, zonder handtekening
anchor-oidf = OpenID Federation
anchor-register = register van organisaties
anchor-esco = indeling van vaardigheden
seal-caption = Wat het zegel is; het ene antwoord staat niet voor het andere.
seal-valid = Is het geldig?
seal-advanced = Is het geavanceerd, met een gekwalificeerd certificaat?
seal-qualified = Is het gekwalificeerd?

## Controles
checks = Controles
checks-caption = Eerst wat niet slaagde, dan wat open is, dan wat klopt.
check = Controle
ended = Uitkomst
finding = Wat is gevonden
check-passed = geslaagd
check-failed = niet geslaagd
check-inconclusive = geen uitsluitsel
check-not_applicable = niet van toepassing
tally-failed = { $count } niet geslaagd
tally-inconclusive = { $count } zonder uitsluitsel
tally-passed = { $count } geslaagd
tally-not-applicable = { $count } niet van toepassing
informs-only = alleen ter informatie
by-supplied = door bewijs dat een persoon aanleverde
more-places = { $count ->
    [one] en nog 1 plaats
   *[other] en nog { $count } plaatsen
}
do-not-apply = Niet van toepassing:
at = op
cause = oorzaak:
expected = verwacht
found = gevonden
findings = Tegenspraken en slordigheden
findings-remark = Wat het credential tegen zichzelf zegt, of waarover antwoorden iets anders zeggen.
contradiction = Tegenspraak
slip = Slordigheid
verdict-held = houdt stand
verdict-failed = er is iets niet geslaagd
verdict-inconclusive = niets mislukte, iets geeft geen uitsluitsel

## Waarop dit berust
provenance = Waarop dit berust
kind = Soort document
carrier = Drager
carrier-png = opgenomen in een PNG-afbeelding
carrier-svg = opgenomen in een SVG-afbeelding
file = Bestand
digest = SHA-256
part = Deel
policy = Beleid
engine = Programma
rules = regels
time = Beoordeeld voor
evidence = Bewijs
evaluation = Evaluatie
no-evidence = er was geen nodig of te krijgen
origin-supplied = aangeleverd door een persoon
origin-stale = verouderd, niet opnieuw te krijgen
fetched = opgehaald
fetched-unknown = opgehaald op een onbekend tijdstip
evidence-key_document = sleuteldocument
evidence-status_list = statuslijst
evidence-hosted_badge = gehoste badge
evidence-certificate_revocation_list = intrekkingslijst van certificaten
evidence-schema = schema
evidence-refreshed_credential = ververst credential
evidence-trusted_list = vertrouwenslijst
evidence-issuer_registry = register van uitgevers
evidence-organisation_register = register van organisaties
evidence-skill_classification = indeling van vaardigheden
evidence-entity_statement = verklaring over een deelnemer
scope-micro_credential = een microcredential
scope-qualification = een volledige kwalificatie
scope-diploma_supplement = een diplomasupplement
scope-transcript = een cijferlijst
scope-no_learning = geen vermelding van leren
scope-unclear = van geen vermelde soort
relation-part_of = deel van
relation-has_part = bevat
relation-proven_by = bewezen door
relation-influenced_by = via
relation-entitles_to = geeft recht op
relation-precedes = gaat vooraf aan
relation-follows = volgt op
relation-related_to = verwant aan
relation-beside = vermeld naast
