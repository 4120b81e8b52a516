# Our own words on pages, in English. What credentials and the engine say stands beside them.
# Numbers are the only arguments, but for times.

## Page
skip = Skip to the report
report = Report on a micro-credential
overview = Overview of several micro-credentials
overview-caption = One row for each evaluation; a level in brackets is not stated and follows from another.
one-of = Evaluation { $number } of { $all }
verification = Verification
engine-speaks-english = Reasons, summaries and causes are worded in English.
footer = A report proposes; a named officer decides.
and = and
or = or
and-more = and { $count } more
yes = yes
no = no
none = none
number = No.
title = Title
volume = Volume
eqf = EQF
outcome = Proposal
question = Question
answer = Answer

## Head
learner = Learner
awarded-by = Awarded by
issued = Issued
asked-for = Asked for
no-title = A credential without a title
not-stated = not stated
judged-for = Judged for { $time },
not-for-now = not for now ({ $time }).
scope = Scope
relation = Relation
purpose-admission = admission
purpose-exemption = exemption from a course
purpose-credit = credit
purpose-stacking = stacking towards a profile
purpose-none = no purpose

## Proposal
proposal = Proposal
outcome-recognise_full = Recognition is possible
outcome-recognise_partial = Recognition is possible for a part
outcome-flexible = Recognition is possible if the deviations are accepted
outcome-rpl = Recognition of Prior Learning is the way
outcome-needs_information = More must be known first
outcome-human_review = A person must look first
outcome-not_lrc = Recognition is most likely not possible
outcome-not_verified = The credential does not hold
outcome-not-shown = Recognition is not shown to be possible
consequence-recognise_full = recognition
consequence-recognise_partial = recognition of a part
consequence-flexible = recognition with accepted deviations
consequence-rpl = Recognition of Prior Learning
consequence-needs_information = a need for further information
consequence-human_review = a review by a person
consequence-not_lrc = most likely no recognition
consequence-not_verified = a credential that does not hold
track-lrc = Track: in line with the Lisbon Recognition Convention.
track-rpl = Track: Recognition of Prior Learning.
track-none = Track: not settled yet.
sign-off-needed = A proposal: it counts only once a named officer has signed it.
sign-off-waived = The policy asks for no signature under this proposal.
settle = What would settle it
change = What would change it
any-of = Any one of these { $count } ways:
credential-itself = The credential itself
then-possible = Then possible:
deviations = Deviations
differences = Substantial differences
deviations-remark = What falls short of what is asked for.
not-shown = Not shown
not-shown-remark = Nothing is known to fall short here; this policy counts what is not known as not met.
ask-applicant = ask the applicant
ask-issuer = ask the issuer
ask-register = ask a register
ask-institution = ask your own institution

## Criteria
criteria = Criteria
criteria-informing = What it states, for information only
criteria-caption = How robustly each is met, from 0 (red) to 3 (green); ? is not known yet.
criterion = Criterion
light = Light
main-reason = Main reason
no-reason = No reason is given.
further-reasons = Further reasons
not-known-yet = Not known yet:
check-basis = our check
answers-basis = { $count ->
    [one] the answer
   *[other] the answers
}
by-role-officer = officer
by-role-applicant = applicant
criterion-quality = Quality
criterion-authenticity = Authenticity
criterion-level = Level
criterion-learning_outcomes = Learning outcomes
criterion-workload = Workload
criterion-testing = Testing
criterion-identification = Identification
light-red = red
light-amber = amber
light-light_green = light green
light-green = green
light-unknown = not known yet
light-not_applicable = does not apply

## Elements
elements = Standard elements
elements-remark = { $stated } of { $all } are stated; beside each, how strong its evidence is and its place.
element = Element
value = What is stated
evidence-and-place = Evidence and place
stated-empty = stated, and empty
by-answer = by an answer
disclosed = which the holder chose to show
not-asked = Not asked.
see-answers = See the answers.
not-answered = Not answered.
whole-document = the whole document
element-learner = Learner
element-title = Title
element-country = Country or region
element-awarding_body = Awarding body
element-issued = Date of issuing
element-learning_outcomes = Learning outcomes
element-workload = Workload
element-level = Level
element-assessment = Assessment
element-participation = Form of participation
element-quality_assurance = Quality assurance
element-prerequisites = Prerequisites
element-supervision = Supervision and identity
element-grade = Grade
element-stackability = Stackability
element-further_information = Further information
tier-unsigned = unsigned
tier-signed = signed
tier-attested = attested
tier-identified = identified
tier-register = register
absence-not_stated = not stated
absence-unreadable = unreadable
absence-may_be_withheld = may be withheld
born = born
hashed = hashed
description = Description
outcomes-listed = { $count ->
    [0] none listed one by one
   *[other] { $count } listed
}
outcomes-assessed = tied to an assessment
outcomes-not-assessed = not tied to an assessment
framework-terms = { $count ->
    [one] 1 framework term
   *[other] { $count } framework terms
}
hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
ects = { $count } ECTS
credits = { $count ->
    [one] 1 credit
   *[other] { $count } credits
}
credits-unstated = { $count ->
    [one] 1 credit of no stated system
   *[other] { $count } credits of no stated system
}
duration = over
ects-as-hours = By arithmetic, not stated: { $points } ECTS are { $from } to { $to } hours (25 to 30 a credit, ECTS Users' Guide 2015).
hours-as-ects = By arithmetic, not stated: { $count } hours are { $from } to { $to } ECTS.
not-stated-follows = not stated: follows from
cycle-short = short cycle
cycle-first = first cycle
cycle-second = second cycle
cycle-third = third cycle
assessment-written_examination = Written examination
assessment-oral_examination = Oral examination
assessment-quiz = Quiz
assessment-portfolio = Portfolio
assessment-project_work = Project work
assessment-practical_assessment = Practical assessment
assessment-marked_assignment = Marked assignment
assessment-continuous_evaluation = Continuous evaluation
assessment-attendance = Attendance
assessment-peer_assessment = Peer assessment
assessment-peer_review = Peer review
assessment-problem_based_learning = Problem based learning
assessment-group_performance = Group performance
assessment-artefact_assessment = Artefact assessment
assessment-other = Another kind
graded = graded
with-scheme = with a grading scheme
assessed-by = assessed by
participation-on_site = On site
participation-online = Online
participation-blended = Blended
participation-work_based = At work
participation-project_based = In projects
participation-research_based = In research
participation-other = Another form
quality-programme = Programme
quality-institution = Institution
quality-endorsement = Endorsement
quality-statement = Statement
by = by
valid-from = valid from
valid-until = valid until
account-only = Only the log-in to an account
supervised = Supervised
not-supervised = Not supervised
supervision-open = Not stated whether supervised
identity-checked = identity checked
identity-not-checked = identity not checked
identity-open = not stated whether identity was checked
scheme = scheme
no-scheme = without a grading scheme
partial = Part of a qualification
not-partial = Not part of a qualification
towards = Counts towards
consists-of = Consists of

## Document
document = The credential's own words
document-remark = The JSON of the credential. Underlined places are those that this report refers to.
document-cut = The document is long. What this report refers to is shown, and what is left out is counted.
left-out = { $count ->
    [one] 1 further value is left out
   *[other] { $count } further values are left out
}

## Answers
answers = Answers
answers-remark = What people said, apart from what the credential states.
answers-paper = All that is known of the certificate; what people said, and on which source.
source = Source:
worth-one = The applicant's own: worth at most 1.
worth-two = No source: worth at most 2.

## Recognition of Prior Learning
dossier = Recognition of Prior Learning
dossier-way = What it starts from, what to ask for, what to test, what can be granted.
dossier-open = It may become the way, and is open to the learner in any case.
dossier-identification = 1. Identification: what is there already
dossier-documentation = 2. Documentation: what to ask for
dossier-assessment = 3. Assessment: what to test, and how it could be
dossier-certification = 4. Certification: what can be granted
no-outcome-yet = No learning outcome yet.
nothing-further = Nothing further.
level-to-show = No outcome by itself; the level of the learning is still to be shown.
no-outcome-left = No outcome is left to be tested.
not-yet-shown = stated, not yet shown
effort = Effort:

## Earlier decisions
precedents = Earlier decisions
precedents-remark = On the same achievement. Like cases are decided alike, or for a reason.
precedent-granted_before = to this learner for this programme: it cannot count twice
precedent-same_case = the same purpose and programme
precedent-same_purpose = the same purpose elsewhere
granted-before-unsure = to a learner of the same name or identifier, as far as this credential says

## Decision
decision = Decision
sign-off-remark = To be filled in and signed by a named officer.
verdict-granted = granted
verdict-partly_granted = granted in part
verdict-conditional = granted on a condition
verdict-refused = not granted
verdict-prior_learning = referred to Recognition of Prior Learning
verdict-deferred = deferred until more is known
proposed-was = Proposed was:
credits-granted = Credits granted
course = Course
grade = Grade
reasons = Reasons
accepted = Accepted deviations
appeal = Appeal
appeal-unnamed = The applicant has a right of appeal. Its route is to be named here.
for-body = For
officer = Officer
day = Day
signature = Signature
to-fill-in = to be filled in

## Alignment
alignment = Alignment with the programme
no-targets = The programme names no learning outcomes.
share-covered = { $percent } % of the programme's learning outcomes are covered.
share-possible = { $percent } % may be.
alignment-caption = Each outcome of the programme, whether it is covered, and by what.
target = Outcome of the programme
covered = Covered
covered-by = By what, how, and how strong its evidence is
is-covered = covered
may-be-covered = may be covered, which an officer can tell
is-not-covered = not covered
nothing-shows-it = nothing shows it covered
share-of-words = { $percent } % of its words
match-uri = the same URI
match-related_uri = related in ESCO
match-text = the same in words
match-near_uri = near in ESCO, provisional
match-title = like in words, provisional
match-told = by an officer's answer
match-assumed = assumed by the programme file
not-compared = Not compared, or not for sure
compared-by = Compared by
figure-title = Which outcomes cover which
figure-description = { $covered } of { $all } outcomes of the programme are covered. The table below says the same in words. Dashed lines are provisional.
figure-left = Programme
figure-right = Credential

## Who vouches
trust = Who vouches
vouches-listed = lists the issuer as
vouches-chained = vouches for the seal's authority; the seal is of
unnamed = a name that it does not say
confirms-key = and confirms issuer and key
stale = it is older than it should be
anchor-eu_lotl = European trusted lists
anchor-x509_pin = pinned certificate
anchor-did_pin = pinned identifier
anchor-dcc_json = registry of issuers, without a signature
anchor-oidf = OpenID Federation
anchor-register = register of organisations
anchor-esco = classification of skills
seal-caption = What the seal is; one answer does not stand for another.
seal-valid = Is it valid?
seal-advanced = Is it advanced, with a qualified certificate?
seal-qualified = Is it qualified?

## Checks
checks = Checks
checks-caption = What failed first, then what is open, then what holds.
check = Check
ended = Ended
finding = What was found
check-passed = passed
check-failed = failed
check-inconclusive = inconclusive
check-not_applicable = not applicable
tally-failed = { $count } failed
tally-inconclusive = { $count } inconclusive
tally-passed = { $count } passed
tally-not-applicable = { $count } not applicable
informs-only = informs only
by-supplied = by evidence that a person supplied
more-places = { $count ->
    [one] and 1 more place
   *[other] and { $count } more places
}
do-not-apply = Do not apply:
at = at
cause = cause:
expected = expected
found = found
findings = Contradictions and slips
findings-remark = What the credential says against itself, or answers say otherwise.
contradiction = Contradiction
slip = Slip
verdict-held = held
verdict-failed = something failed
verdict-inconclusive = nothing failed, something is inconclusive

## What this rests on
provenance = What this rests on
kind = Kind
carrier = Carrier
carrier-png = baked into a PNG image
carrier-svg = baked into an SVG image
file = File
digest = SHA-256
part = Part
policy = Policy
engine = Engine
rules = rules
time = Judged for
evidence = Evidence
evaluation = Evaluation
no-evidence = none was needed or had
origin-supplied = supplied by a person
origin-stale = out of date, could not be had anew
fetched = fetched
fetched-unknown = fetched at an unknown time
evidence-key_document = key document
evidence-status_list = status list
evidence-hosted_badge = hosted badge
evidence-certificate_revocation_list = certificate revocation list
evidence-schema = schema
evidence-refreshed_credential = refreshed credential
evidence-trusted_list = trusted list
evidence-issuer_registry = registry of issuers
evidence-organisation_register = register of organisations
evidence-skill_classification = classification of skills
evidence-entity_statement = entity statement
scope-micro_credential = a micro-credential
scope-qualification = a full qualification
scope-diploma_supplement = a diploma supplement
scope-transcript = a transcript of records
scope-no_learning = no statement of learning
scope-unclear = of no stated kind
relation-part_of = part of
relation-has_part = has part
relation-proven_by = proven by
relation-influenced_by = through
relation-entitles_to = entitles to
relation-precedes = comes before
relation-follows = comes after
relation-related_to = related to
relation-beside = listed with
