"""Closed word lists: titles, role nouns, group nouns, organisation endings. Lower case, no full stops."""

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a text, split at white space."""
    return frozenset(text.split())


MALE_TITLES: Final = word_set(
    "mr sir lord king prince father brother sheikh sheik shaikh emir sultan monsieur herr senor don duke baron"
)
FEMALE_TITLES: Final = word_set(
    "mrs ms miss dame lady queen princess sister mother madame mme madam frau senora duchess baroness"
)
NEUTRAL_TITLES: Final = word_set(
    """dr prof professor rev reverend hon honourable honorable justice judge magistrate sen senator gov governor rep
    representative congressman congresswoman pres president vice vp premier chancellor minister pm prime
    secretary sec ambassador mayor councillor councilman councilwoman commissioner chairman chairwoman
    chairperson chair speaker general gen lieutenant lt col colonel capt captain sgt sergeant cpl corporal pvt
    major maj commander cmdr admiral adm brigadier brig marshal officer detective det inspector insp
    superintendent supt constable sheriff deputy chief coach manager pope archbishop bishop cardinal imam
    rabbi ayatollah mullah pastor saint st mp mps mk mla attorney lawyer emeritus former ex late acting
    interim then-president foreign defence defense finance interior home prosecutor first lady datuk dato tan
    sri tun ustaz alhaji hajj haji hajji comrade ceo cfo coo cto director founder principal msgr hh hrh
    emperor pvt pfc spc"""
)
TITLES: Final = MALE_TITLES | FEMALE_TITLES | NEUTRAL_TITLES
"""Words that may stand before a person's name and are no part of it."""
NAME_TITLES: Final = word_set("pope king queen prince princess emperor sister mother father brother saint st")
"""Titles that belong to the name where only one word follows: "Pope Francis"."""
SUFFIXES: Final = word_set("jr sr ii iii iv v vi vii viii esq qc kc sc phd md obe mbe cbe")
PARTICLES: Final = word_set("de da di del della van von der den la le al el ibn bin ben bint abu ter dos du st san")

_MALE_ROLES: Final = word_set(
    """spokesman chairman congressman businessman policeman fireman councilman salesman man gentleman father son
    brother husband boy actor king prince uncle nephew grandfather widower boyfriend clergyman fisherman
    assemblyman alderman statesman sportsman guy lad monk priest waiter"""
)
_FEMALE_ROLES: Final = word_set(
    """spokeswoman chairwoman congresswoman businesswoman policewoman councilwoman woman lady mother daughter sister
    wife girl actress queen princess aunt niece grandmother widow girlfriend saleswoman assemblywoman
    sportswoman nun waitress heroine mum mom"""
)
_OTHER_ROLES: Final = word_set(
    """president minister premier chancellor secretary governor mayor senator representative lawmaker legislator
    politician mp leader chief head director manager executive officer official spokesperson chairperson chair
    founder co-founder owner entrepreneur banker economist analyst expert strategist adviser advisor aide
    consultant lawyer attorney prosecutor judge justice magistrate solicitor barrister sheriff detective
    inspector constable superintendent commissioner deputy general colonel captain lieutenant sergeant major
    admiral commander soldier veteran officer ambassador diplomat envoy professor lecturer teacher principal
    student scientist researcher scholar historian author writer novelist poet journalist reporter editor
    columnist correspondent blogger broadcaster presenter host anchor critic actor singer musician rapper
    composer artist painter director producer filmmaker designer architect engineer doctor physician surgeon
    nurse psychologist psychiatrist pharmacist coach trainer player striker goalkeeper quarterback midfielder
    defender batsman bowler boxer swimmer runner champion athlete skipper pilot driver farmer worker activist
    campaigner advocate organiser organizer volunteer resident neighbor neighbour witness victim survivor
    suspect defendant plaintiff candidate nominee contender incumbent challenger frontrunner front-runner
    republican democrat conservative liberal billionaire millionaire tycoon mogul investor trader developer
    programmer hacker pope bishop archbishop cardinal imam rabbi ayatollah pastor vicar reverend priest prince
    monarch emperor secretary-general dictator strongman rebel warlord commentator pollster treasurer
    comptroller auditor ombudsman speaker whip undersecretary whistleblower informant source insider passenger
    customer patient teenager child parent person individual anonymous colleague friend cousin spouse partner
    relative ceo cfo coo cto vp pm co-author coordinator co-ordinator administrator chairman-elect
    president-elect mayor-elect premier-designate superstar star legend celebrity model comedian rival
    opponent successor predecessor critic supporter fan poster user commander-in-chief vice-president
    vice-chancellor attorney-general governor-general deputy-director shopkeeper master skipper winger forward
    hostess curator librarian conductor composer chef baker butcher grocer plumber electrician mechanic
    engineer-in-chief harbourmaster headteacher headmaster headmistress superintendent pathologist coroner
    surveyor inspector-general inventor pioneer pensioner retiree widower mathematician physicist chemist
    biologist geologist meteorologist forecaster seismologist virologist epidemiologist ecologist statistician
    sociologist archaeologist anthropologist linguist philosopher theologian poet playwright screenwriter
    comic dancer choreographer violinist pianist guitarist drummer cellist sculptor photographer publisher
    editor-in-chief co-chair co-owner co-director treasurer chairwoman-elect backbencher parliamentarian
    deputy-mayor alderwoman councilmember selectman commissioner-general provost dean rector chaplain deacon
    abbot paramedic firefighter lifeguard ranger warden bailiff juror foreman forewoman bodyguard bouncer
    barista bartender cook maid housekeeper cleaner janitor gardener fisherwoman rancher shepherd beekeeper
    miner welder carpenter builder contractor courier cyclist driver motorist commuter traveller traveler
    tourist climber sailor rower golfer wrestler gymnast sprinter rider jockey umpire referee captain
    vice-captain scorer debutant rookie veteran teenager youngster toddler orphan refugee migrant
    asylum-seeker prisoner inmate convict fugitive hostage kidnapper gunman shooter robber burglar thief
    killer attacker bomber terrorist extremist militant accused complainant claimant petitioner respondent
    litigant notary clerk registrar caretaker tenant landlord employee employer boss staffer assistant clerk
    agent broker dealer vendor"""
)
ROLES: Final = _MALE_ROLES | _FEMALE_ROLES | _OTHER_ROLES
"""Nouns for one person."""
MALE_ROLES: Final = _MALE_ROLES
FEMALE_ROLES: Final = _FEMALE_ROLES

ROLE_ALIASES: Final = {
    "spokeswoman": "spokesman", "spokesperson": "spokesman", "chairwoman": "chairman", "chairperson": "chairman",
    "chair": "chairman", "congresswoman": "congressman", "representative": "congressman", "rep": "congressman",
    "ceo": "executive", "premier": "pm", "defense": "defence", "lawyer": "attorney", "solicitor": "attorney",
    "advisor": "adviser", "pres": "president", "sen": "senator", "gov": "governor", "prof": "professor",
    "businesswoman": "businessman", "councilwoman": "councillor", "councilman": "councillor", "boss": "executive",
    "legislator": "lawmaker", "frontrunner": "front-runner", "organizer": "organiser", "doctor": "dr",
    "gop": "republican", "democratic": "democrat", "dem": "democrat", "tories": "tory",
}  # fmt: skip
"""Spellings and variants of one role; each maps to the form that is compared."""
LEADS: Final = {
    "leader": word_set(
        "president pm minister chancellor chairman king emir head leader dictator strongman secretary chief"
    ),
    "politician": word_set("senator congressman mp lawmaker governor mayor minister president candidate leader pm"),
    "lawmaker": word_set("senator congressman mp lawmaker"),
    "official": word_set("secretary director commissioner deputy official minister"),
    "chief": word_set("chief executive director head commissioner president"),
    "head": word_set("head director president chairman chief"),
    "attorney": word_set("attorney lawyer"),
    "candidate": word_set("candidate nominee front-runner contender"),
    "nominee": word_set("candidate nominee"),
    "scientist": word_set("professor researcher scientist"),
    "researcher": word_set("professor researcher scientist author"),
    "academic": word_set("professor lecturer researcher"),
    "tycoon": word_set("businessman billionaire tycoon mogul developer"),
    "billionaire": word_set("businessman billionaire tycoon mogul developer"),
    "businessman": word_set("businessman billionaire tycoon mogul developer executive"),
    "officer": word_set("officer sergeant lieutenant captain detective constable inspector chief"),
    "policeman": word_set("officer sergeant lieutenant captain detective constable inspector"),
}
"""A broader word for a role, and the roles it may stand for."""

GROUP_NOUNS: Final = word_set(
    """officials people sources others aides critics supporters analysts experts scientists researchers lawmakers
    police authorities residents witnesses investigators prosecutors lawyers attorneys doctors leaders members
    democrats republicans conservatives liberals family families parents students teachers workers voters
    activists campaigners protesters observers economists investors traders rebels troops soldiers militants
    both many some most several all few those couple pair duo trio crowd audience public staff crew team jury
    panel lawyers media press opponents diplomats ministers senators executives neighbors neighbours friends
    relatives reporters journalists counterparts insiders representatives spokesmen spokespeople men women
    children folks pundits users fans bloggers posters individuals respondents participants advocates
    historians strategists advisers advisors employees managers americans britons palestinians israelis
    russians ukrainians"""
)
ORGANISATION_NOUNS: Final = word_set(
    """company firm corporation bank agency ministry department government administration court tribunal committee
    commission council parliament congress senate house party union association organisation organization
    group university college school institute institution church charity foundation newspaper paper magazine
    network station channel broadcaster website site club league federation airline retailer manufacturer
    maker publisher regulator watchdog office bureau force army military navy command embassy cabinet board
    campaign think-tank thinktank ngo start-up startup hospital prison jail service authority body unit
    division branch outlet studio label state city county town country nation kingdom republic province
    municipality coalition alliance opposition regime"""
)
DOCUMENT_NOUNS: Final = word_set(
    """report statement study survey poll letter document documents website article story book email e-mail memo
    tweet post message filing complaint lawsuit indictment affidavit transcript ruling order decision opinion
    analysis research data figures records reports studies polls surveys documents statistics release
    announcement note notice paper speech interview account accounts review audit assessment estimate
    estimates editorial column blog page section list sign caption headline bill law act constitution rule
    rules resolution theory evidence test tests results video recording findings finding editorial posts
    messages letters files"""
)
BUSINESS_ENDINGS: Final = word_set(
    """inc incorporated corp corporation co company ltd limited plc llc gmbh ag sa group motors airlines airways
    railways electronics industries technologies systems partners capital ventures insurance energy petroleum telecom
    communications pharmaceuticals laboratories entertainment studios records holdings foods freight logistics"""
)
"""Last words that a business is mostly spoken of without."""
ORGANISATION_ENDINGS: Final = word_set(
    """ministry party university college school institute academy inc inc. corp corp. corporation company co co. ltd
    ltd. limited plc llc gmbh ag sa group holdings bank court tribunal agency authority council committee
    commission department bureau board association federation union league club fc cf united foundation
    society organisation organization network alliance congress parliament senate assembly army navy police
    force command service services office centre center hospital press times post news herald gazette journal
    tribune telegraph guardian magazine broadcasting television tv radio airlines airways railways motors
    electronics industries technologies systems partners capital ventures fund trust insurance energy oil
    petroleum gas power telecom communications pharmaceuticals laboratories media entertainment studios
    records brotherhood front movement church ministries orchestra museum library directorate secretariat
    chamber chambers consortium institution initiative project taskforce corps brigade regiment battalion
    coalition caucus embassy consulate cooperative co-operative team foods freight logistics"""
)
PLACE_ENDINGS: Final = word_set(
    """river lake sea ocean bay gulf strait mountain mountains mount hill hills valley desert forest island islands
    isle peninsula coast beach province state district county region city town village township municipality
    prefecture governorate territory republic kingdom street road avenue highway bridge airport port harbour
    harbor square park stadium temple mosque cathedral palace tower plaza castle dam canal creek falls border
    province nagar pradesh"""
)
SPEECH_LEMMAS: Final = word_set(
    """say tell add ask reply respond explain note state announce claim argue insist warn admit acknowledge confirm
    deny suggest write tweet joke quip recall concede declare stress emphasize emphasise reveal report testify
    vow pledge promise urge complain predict observe remark comment conclude maintain contend assert believe
    think hope want feel"""
)

FIRST_SINGULAR: Final = word_set("i me my myself mine")
FIRST_PLURAL: Final = word_set("we us our ourselves")
MALE_PRONOUNS: Final = word_set("he him his himself")
FEMALE_PRONOUNS: Final = word_set("she her hers herself")
PLURAL_PRONOUNS: Final = word_set("they them their themselves")
THING_PRONOUNS: Final = word_set("it its itself")
RELATIVE_PRONOUNS: Final = word_set("who which that whom")
SECOND_PERSON: Final = word_set("you your yourself")
PRONOUNS: Final = (
    FIRST_SINGULAR | FIRST_PLURAL | MALE_PRONOUNS | FEMALE_PRONOUNS | PLURAL_PRONOUNS | THING_PRONOUNS
    | RELATIVE_PRONOUNS | SECOND_PERSON
)  # fmt: skip

NICKNAMES: Final = tuple(
    frozenset(line.split())
    for line in """joe joseph joey
    bill william will billy willie
    bob robert rob bobby robbie
    dick richard rick rich ricky
    jim james jimmy jamie
    jack john johnny jon
    mike michael mick mickey
    tom thomas tommy
    ted edward ed eddie theodore ned
    tony anthony antonio
    dave david
    dan daniel danny
    don donald donnie
    ken kenneth kenny
    steve stephen steven
    chris christopher christine christina
    matt matthew
    nick nicholas nicolas
    andy andrew drew
    greg gregory
    jeff jeffrey geoffrey geoff
    larry lawrence laurence
    sam samuel samantha
    ben benjamin
    ron ronald ronnie
    pete peter
    fred frederick freddie alfred
    charlie charles chuck
    al albert alan allen alfred alexander
    alex alexander alexandra alexis alejandro
    jerry gerald jerome
    tim timothy
    ray raymond
    hank henry harry harold
    frank francis franklin
    gus august augustus
    phil philip phillip
    pat patrick patricia
    doug douglas
    walt walter wally
    stan stanley
    vlad vladimir volodymyr
    kate katherine catherine kathryn katie kathy cathy
    liz elizabeth beth betty lisa eliza
    sue susan suzanne
    maggie margaret meg peggy
    jenny jennifer jen
    barb barbara
    debbie deborah deb
    judy judith
    nancy anne ann annie
    vicky victoria
    mandy amanda
    becky rebecca
    abby abigail
    val valerie valeria
    bernie bernard
    mitch mitchell
    newt newton
    marty martin
    zach zachary zack
    josh joshua
    nate nathan nathaniel
    wes wesley
    max maxwell maximilian""".splitlines()
)
