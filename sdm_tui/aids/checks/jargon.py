"""Hard medical words, each with a plain one to put in its place."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.patient_text import patient_texts
from sdm_tui.aids.checks.plain_language import glossary_stems, stem_of
from sdm_tui.aids.checks.reading_ease import words_of
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault

_LISTED: Final = """
abdomen = tummy; abdominal = in the tummy; ablation = burning or freezing away;
absolute risk = how many people out of 1,000; acute = sudden;
adherence = taking it as agreed; adjuvant = given after the main treatment;
adverse event = something bad that happens; adverse effect = side effect;
aetiology = cause; ambulatory = able to walk; anaemia = too few red blood cells;
anaesthesia = medicine that stops you feeling pain;
analgesia = pain relief; analgesic = pain relief; anaphylaxis = severe allergic reaction;
antibiotic = medicine that fights bacteria; anticoagulant = blood thinner;
anticoagulation = blood thinning; antiplatelet = medicine that stops clots;
arrhythmia = uneven heartbeat; arthroplasty = joint replacement;
arthroscopy = keyhole look into a joint; asymptomatic = without symptoms;
atrial = of the heart's upper part; atrial fibrillation = uneven heartbeat;
attributable = caused by; baseline = at the start; benign = not cancer; bilateral = on
both sides; biopsy = taking a small piece to test; bradycardia = slow heartbeat;
cardiac = of the heart; cardiovascular = of the heart and blood vessels;
catheter = thin tube; cerebral = of the brain; chronic = long-term;
cirrhosis = scarring of the liver; clinically significant = that you would notice;
cognitive = of thinking; cohort = group of people; comorbidity = other illness;
comorbidities = other illnesses; complication = problem that follows;
compliance = taking it as agreed; confidence interval = range; congenital = from birth;
contraindicated = not safe for you; contraindication = reason not to use it;
control group = people who did not have it; coronary = of the heart's blood vessels;
cutaneous = of the skin; deep vein thrombosis = blood clot in a leg;
dementia = illness that harms memory; diagnosis = what is wrong; diagnose = find out;
discontinue = stop; distal = further out; diuretic = water tablet;
dyspepsia = indigestion; dysphagia = trouble swallowing; dyspnoea = shortness of breath;
dysuria = pain on passing urine; efficacy = how well it works; elective = planned;
embolism = blocked blood vessel; endoscopy = look inside with a camera;
epistaxis = nosebleed; erythema = redness; excision = cutting out;
febrile = with a fever; fibrillation = quivering; gastric = of the stomach;
gastrointestinal = of the stomach and gut; haematoma = deep bruise;
haematuria = blood in the urine; haemorrhage = heavy bleeding; hazard ratio = how many
people out of 1,000; hepatic = of the liver; hypertension = high blood pressure;
hypotension = low blood pressure; hypoglycaemia = low blood sugar;
hyperglycaemia = high blood sugar; idiopathic = of unknown cause; immunosuppressed = with
a weak immune system; incidence = new cases; incision = cut; indicated = right to use;
infarction = death of tissue; inflammation = swelling and heat; inflammatory = with
swelling; ingest = swallow; intervention = treatment; intra-articular = into the joint;
intracranial = inside the head; intravenous = into a vein; invasive = that goes into the
body; ischaemia = too little blood; ischaemic = from too little blood; laparoscopic =
keyhole; lesion = sore or lump; lipid = fat in the blood; localised = in one place;
lumbar = of the lower back; malignant = cancer; metastasis = spread of a cancer;
metastatic = that has spread; monitor = check; monitoring = checks; morbidity = illness;
mortality = deaths; myalgia = muscle pain; myocardial infarction = heart attack;
nausea = feeling sick; necrosis = death of tissue; neoplasm = growth; neuropathy = nerve
damage; nocturnal = at night; NSAID = anti-inflammatory painkiller; obese = very
overweight; oedema = swelling; oncology = cancer care; oral = by mouth; orally = by mouth;
osteoarthritis = wear and pain in a joint; outpatient = who does not stay overnight;
palliative = to ease symptoms; palpitations = heartbeats that you notice; pathogen = germ;
patella = kneecap; percutaneous = through the skin; perforation = hole;
perioperative = around the operation; peripheral = in the arms or legs;
pharmacological = with medicines; pharyngitis = sore throat; placebo = dummy treatment;
polypharmacy = many medicines; postoperative = after the operation;
prevalence = how many people have it; prognosis = what to expect;
prophylaxis = prevention; prophylactic = to prevent it; prosthesis = artificial part;
proximal = nearer; pruritus = itching; pulmonary = of the lungs;
pulmonary embolism = blood clot in the lungs; pyrexia = fever; radiotherapy = treatment
with rays; randomised = put in groups by chance; recurrence = coming back;
refractory = that does not respond; regimen = plan of treatment; remission = time without
signs; renal = of the kidneys; resection = cutting out; respiratory = of breathing;
revision surgery = another operation; sedation = medicine that makes you sleepy;
sepsis = body's bad reaction to an infection; sequelae = later effects;
spontaneous = by itself; stenosis = narrowing; subcutaneous = under the skin;
systemic = in the whole body; systolic = upper figure of blood pressure;
tachycardia = fast heartbeat; therapeutic = healing; thromboembolism = blood clot;
thrombosis = blood clot; topical = put on the skin; toxicity = harm; transient = short;
transient ischaemic attack = short warning stroke; tumour = growth;
unilateral = on one side; urinary tract infection = bladder infection;
vascular = of the blood vessels; venous = of the veins; vertigo = spinning feeling
"""
PLAIN_WORDS: Final[dict[str, str]] = dict(
    " ".join(pair.split()).split(" = ") for pair in _LISTED.split(";")
)
"""A hard word, and a plain one that often does in its place; our own list."""
LATIN: Final[dict[str, str]] = {
    "e.g.": "for example",
    "eg": "for example",
    "i.e.": "that is",
    "ie": "that is",
    "etc": "and so on",
    "via": "through",
    "per se": "in itself",
    "prn": "when needed",
    "bd": "twice a day",
    "tds": "three times a day",
}
"""Short forms from Latin, and what to write."""


def _pattern(words: dict[str, str], endings: str) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: -len(word))
    listed = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w-])({listed}){endings}(?!\w)", re.IGNORECASE)


_HARD: Final = _pattern(PLAIN_WORDS, "(?:s|es)?")
_LATIN: Final = _pattern(LATIN, "")
_BY_LOWER: Final = {hard.casefold(): plain for hard, plain in PLAIN_WORDS.items()}


@rule("jargon", "warning", "ECD8 content 4", "Scotland content 7")
def jargon(data: dict[str, Any]) -> Iterator[Fault]:
    """Explain a hard medical word that a patient reads in the glossary.

    NHS digital service manual, "How we write": medical words that few know are explained.
    The list is our own. Each word is told of once, where it first stands.
    """
    explained = glossary_stems(data)
    told: set[str] = set()
    for place, text in patient_texts(data):
        if place[0] == "glossary" and place[-1] == "term":
            continue
        for found in _HARD.finditer(text):
            hard = found[1].casefold()
            if hard in told:
                continue
            told.add(hard)
            if not {stem_of(word) for word in words_of(hard)} <= explained:
                told_of = f'"{found[0]}" is not in the glossary'
                words = f'explain it there, or write something like "{_BY_LOWER[hard]}"'
                yield place, f"{told_of}: {words}"


@rule("latin-short-form", "warning", "ECD8 content 4")
def latin_short_form(data: dict[str, Any]) -> Iterator[Fault]:
    """Put no short form from Latin, such as "e.g.", into what a patient reads.

    Our own rule: screen readers and new readers stumble over them.
    """
    for place, text in patient_texts(data):
        for found in _LATIN.finditer(text):
            yield place, f'write "{LATIN[found[1].casefold()]}" in place of "{found[0]}"'


JARGON_RULES: Final[tuple[Rule, ...]] = (jargon, latin_short_form)
