"""Pairs of items that tell the same news and pairs that do not, made for this product in its own words.

Each of the texts below is told again in the ways in which societies and papers tell each other's news
again, and changed in the ways in which next year's, another city's or next month's news differ. ``pairs``
gives them all: (one, other, whether they tell the same, in which way).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of news as an item would have it."""

    title: str
    text: str
    link: str
    date: datetime = NOON
    source: str = "society"


ENGLISH = """
Eleven hospitals to share one archive of lung images | Lisbon | 2026
The College of Thoracic Imaging and the health board of Lisbon have agreed to build a single archive for the lung images of eleven public hospitals. Until now each hospital kept its own, and a patient who changed doctors often had to be examined again. "We repeat about four thousand examinations a year for no other reason than that nobody can find the first one," said Teresa Falcão, who chairs the working group. The archive will hold images without names, and a separate register will say whose they are. Work begins in May with the two largest hospitals of Lisbon. The cost of three million euros is borne by the board, and the college trains the staff. A first report is due on 12 December.

A reading room for students opens in the old boiler house | Gdansk | 2025
Students of radiography in Gdansk have a reading room of their own. The society bought the old boiler house beside the teaching hospital two years ago and has turned it into forty desks, six of them with calibrated screens, and a small lecture hall under the chimney. Alumni paid for the screens. The room is open every day until ten in the evening, and a retired member sits at the desk by the door to help with difficult cases. On the first evening, 9 October, two hundred visitors came to Gdansk. The society plans to lend out the hall in the holidays so that the room pays for its own heating.

Guideline asks for fewer scans after minor head injuries | Oslo | 2026
Adults with a minor head injury and no warning signs should not be scanned, a new guideline of the northern societies says. It lists seven warning signs, among them vomiting, a seizure and the use of blood thinners, and asks that every emergency department keep the list by the door. The authors in Oslo looked at ninety thousand visits over six years. Where the older guideline was followed, one scan in thirty showed something that changed the treatment; with the new list it would have been one in nine. Children are not covered; their guideline follows on 3 June. Hospitals may order printed cards from the secretariat at no cost.

Volunteers carry ultrasound to villages beyond the river | Iquitos | 2025
Nine members of the society spent August on a boat. From Iquitos they travelled to thirty-one villages that no road reaches, with two portable ultrasound machines, a generator and a box of gel. They examined six hundred and forty women, of whom twelve were sent on to a hospital at once. In each village they left a midwife with a machine on loan and a telephone number that is answered day and night. The society wants to go again, and asks members with a month to spare and some Spanish to write to its office before 1 February. The machines were given by a maker that does not wish to be named.

Trial finds that two readers are no better than one with a checklist | Utrecht | 2026
A second reader finds few tumours that the first has missed, provided the first works with a checklist. That is what a trial in Utrecht suggests, in which forty radiologists read five thousand mammograms twice, a year apart. Alone they found 81 in a hundred cancers, in pairs 88, and alone with a checklist of nineteen questions 87. Reading with the list took forty seconds longer. "A pair costs a salary, a list costs forty seconds," said Maaike Brandsma, who led the trial. The screening programme will decide on 20 April whether it changes its rules. Patients' groups have asked that it wait for a second trial.

Prize for a phantom made of jelly and fish bones | Sapporo | 2025
A teaching phantom made of jelly, fish bones and a balloon has won this year's prize for cheap inventions. Its maker, Haruka Ono, a technologist in Sapporo, needed something on which beginners could practise biopsies without hurting anybody, and found that bones of cod look on ultrasound much like calcifications. The phantom keeps for a week in a refrigerator and costs less than a lunch. The recipe is free, in four languages. The jury of the society chose it from seventy-three entries. The prize of ten thousand is to pay for a film that shows how the jelly is made, which will be ready on 15 November.

Society moves its journal to a press of its own | Cork | 2026
From next January the society prints its journal itself. For thirty years a publisher did it, and kept both the profits and the rights. The new press in Cork will publish all articles free to read at once, and authors keep their rights. Subscriptions of libraries turn into contributions; eighty libraries have said that they will go on paying. The board expects a small loss in the first two years. Members voted for the change by 612 to 48. The editor, Declan Roche, stays. Manuscripts under review on 31 December go over to the press without a new round of reports.

Network of small hospitals buys contrast agents together | Graz | 2025
Fourteen small hospitals around Graz now buy their contrast agents together and pay a fifth less than before. What is more, they throw less away: a van takes packages that are about to expire from one house to another that needs them. The idea came from two pharmacists, and the regional society paid for the first year of the van. In that year the hospitals saved as much as two nurses earn. Other regions may copy the contract, which is on the society's site. The network meets on 8 September to decide whether it takes in hospitals from beyond the border as well.

New course teaches reading X-rays by lamplight and by mobile phone | Mekelle | 2026
How do you read an X-ray when the power is out? A course that the society holds in Mekelle answers with mirrors, car batteries and the flash of a telephone. Twenty-two clinical officers took part, each from a health centre without a radiologist. For two weeks they read films in the morning and went along to patients in the afternoon. They learned which findings cannot wait and how to send a photograph of a film so that a colleague far away can judge it. The course is repeated in July. A handbook of sixty pages, printed on paper that survives the rain, goes to all centres of the region.

Robots that hang lead aprons are tested | Leuven | 2025
In a hospital in Leuven a robot takes lead aprons from tired shoulders. It looks like a coat rack on wheels, follows its owner through the department and lifts the apron when its owner steps back from the table. Technicians built it because half of them had trouble with their backs. Over a test of ten weeks in three rooms the robot lifted aprons four thousand times and dropped one. Nobody was hurt. The society's committee on safety at work finds the result promising and wants a test in a department that is less tidy. Plans and parts list are free; a kit costs as much as three aprons.

Registry counts what happens after incidental findings | Adelaide | 2026
What becomes of the shadows that nobody was looking for? A registry in Adelaide follows eleven thousand people in whom a scan showed something by chance. After two years, ninety-four in a hundred had come to no harm; half of all had been through at least one more scan, and eighty had been operated on, thirty of them for nothing. The registry's authors ask that reports say plainly when a finding needs no further steps. The society will offer phrases for such reports from 18 May on, in plain language that patients understand. Other states may join the registry, which the ministry pays for until the end of the decade.

Museum lends its first X-ray tube for the anniversary | Ghent | 2025
For the anniversary of the society the museum of Ghent lends its oldest tube, blown in 1896 by a maker of barometers. It still glows, though it has not been switched on since the war and will not be. With it come forty glass plates: a hand with a ring, a frog, a purse with coins, a broken oar. The exhibition in the entrance of the congress hall is free and stays open until 28 June. On Sundays retired members explain the plates to children, who may X-ray a lunch box with a modern machine. A booklet tells how news of the discovery came to Ghent within nineteen days.

Insurers agree to pay for reports in plain language | Bern | 2026
From the summer on, insurers in Bern pay radiologists for a second, short report that patients can read. A page in plain language costs about ten minutes, and until now nobody paid for them. In a trial of the society with nine hundred patients those who had the page asked fewer questions by telephone and kept their appointments more often. Insurers will pay for it for two years and then look at the figures. The society offers a course of one evening in writing without Latin; the next one is on 5 May. Patients need do nothing: whoever is examined gets the page with the report.

Young members meet on a night train | Vienna | 2025
The young section held its yearly meeting on a train. Eighty-five members boarded in the evening, talked until midnight in the dining car and arrived for breakfast in another country, where a hospital showed them its new department. On the way back there were posters in the corridor, and prizes for the three best. The meeting cost less than half of what a hotel would have. It began in Vienna on 17 October, and the railway gave the dining car for nothing because the section had promised to fill it. Next year's train goes to the sea. Places are given by lot; whoever has a poster goes first.

Algorithm for bone age withdrawn after audit | Porto Alegre | 2026
A program that estimates the age of bones from a picture of the hand has been withdrawn. An audit by the society in Porto Alegre found that it made girls from the highlands eight months older than they were, because it had learned from children of the coast. No treatment had been changed on its word alone, as the rules demand that a person looks as well. The maker has taken the program back and will train it anew with pictures from five regions. The society asks all departments to keep lists of what such programs say and of what turned out to be true; a form for it is ready since 2 March.

Helium is recycled in a barn | Aarhus | 2025
Behind a barn near Aarhus stand eleven steel bottles as tall as a man. They hold what was lost until now: helium that boils off from the magnets of six hospitals. Two engineers of the society collect it in balloons, bring it by tractor and press it back into liquid with a machine that a university had no more use for. Seventy in a hundred parts are saved. The hospitals pay for the current and the tractor's driver. A magnet that lost its cold on 23 January was filled again within a day, when a supplier would have taken five weeks. The engineers invite others to come and look.

A register of radiologists who answer at night | Windhoek | 2026
When a doctor in a small town needs advice at three in the morning, there is now a list. The society in Windhoek has asked its members who would answer the telephone at night, and fifty-one said yes, in nine time zones. The list is kept by the nurses of one hospital, who know whom they can wake for what. In the first month they woke somebody forty times. Most questions took less than five minutes; two saved a life, as far as one can say. Nobody is paid. The society pays the telephone bill and, once a year, a dinner. It looks for members who read children's films and are awake when others sleep.

Paper bags save a department from plastic | Lund | 2025
A radiology department in Lund has thrown away no plastic bag since spring. It began with a porter who weighed the rubbish for a week and pinned the figure to the door. Positioning aids now come in bags of paper, gowns are washed, and contrast bottles go back to the maker. Per patient the rubbish fell from six hundred grams to one hundred and ninety. It costs nothing more, for what the laundry takes the rubbish no longer does. The society has given the porter its medal for the environment on 22 April and prints his list of thirty steps, which any department may use.

Merger of three societies approved | Ljubljana | 2026
Three societies that have shared one office for years become one. Members of all of them approved of it by large majorities in a vote that ended on 30 January. The new society has two thousand four hundred members and its seat in Ljubljana. The journals stay separate until their contracts end. Of the three boards one remains, with a chair who changes every year among the specialities. The money of the smallest society goes into a fund for travel, as its members had asked. Lawyers needed eleven months for the statutes, which are forty pages shorter than those of the three together. A first common congress is planned for the autumn after next.

Screening bus reaches its hundred-thousandth guest | Cardiff | 2025
The bus with the yellow stripe has had its hundred-thousandth guest. She is a shepherd, came on a Tuesday between two showers and got a cake. For fourteen years the bus has gone around the valleys behind Cardiff and offered women of fifty and over a mammogram without an appointment. Three drivers have worn out four engines. In places where it stops, twice as many women are screened as in places from which they have to travel. The society wants a second bus, for the coast, and collects money for it: a fifth is there. Where the bus stops next is on the society's site and in the windows of post offices.
"""

CHINESE = """
十一家医院将共用一个肺部影像档案 | 成都 | 2026
胸部影像学会与成都市卫生部门商定，为十一家公立医院建立统一的肺部影像档案。此前各医院自行保存影像，病人换医生时常常不得不重新检查。工作组组长说，仅仅因为找不到第一次的影像，每年就要重复检查约四千人次。档案中的影像不带姓名，另设登记册说明其归属。工作将于五月从成都最大的两家医院开始。三百万元费用由卫生部门承担，学会负责培训人员。首份报告定于12月12日发布。

学生阅片室在旧锅炉房里开放 | 沈阳 | 2025
沈阳的影像技术学生有了自己的阅片室。两年前学会买下教学医院旁边的旧锅炉房，改建成四十个座位，其中六个配有校准过的显示器，烟囱下面还有一个小讲堂。显示器由校友捐赠。阅片室每天开放到晚上十点，一位退休会员坐在门口的桌旁，帮助大家看疑难病例。10月9日首次开放的晚上来了二百位客人。学会打算在假期出租讲堂，让阅片室自己挣出取暖的费用。

新指南建议减少轻微头部外伤后的扫描 | 济南 | 2026
新指南指出，成年人轻微头部外伤且没有警示征象时不应做扫描。指南列出七项警示征象，包括呕吐、抽搐和服用抗凝药物，并要求每个急诊科把清单贴在门边。作者查阅了六年间九万次就诊记录。按照旧指南，三十次扫描中只有一次改变了治疗；按照新清单则是九次中有一次。儿童不在其内，儿童指南将于6月3日发布。济南的各家医院可以免费向秘书处索取印好的卡片。

志愿者把超声带到江那边的村庄 | 宜宾 | 2025
学会的九名会员在船上度过了八月。他们从宜宾出发，带着两台便携式超声机、一台发电机和一箱耦合剂，到了三十一个不通公路的村庄。他们为六百四十名妇女做了检查，其中十二人立即被送往医院。在每个村庄，他们都把一台机器借给助产士，并留下一个昼夜有人接听的电话号码。学会希望再去一次，请能抽出一个月时间的会员在2月1日前写信给办公室。

试验发现用清单的一位医生不逊于两位医生 | 武汉 | 2026
只要第一位医生使用清单，第二位医生就很少再发现被遗漏的肿瘤。武汉的一项试验得出了这个结论：四十位放射科医生相隔一年两次阅读了五千份乳腺片。单独阅读时发现百分之八十一的癌症，两人一起时为百分之八十八，单独而使用十九个问题的清单时为百分之八十七。使用清单每份多花四十秒。筛查项目将于4月20日决定是否修改规定。患者团体要求等待第二项试验。

用果冻和鱼骨做的模型获奖 | 青岛 | 2025
一个用果冻、鱼骨和气球做的教学模型获得了今年的廉价发明奖。制作者是青岛的一位技师，她需要一样东西让初学者练习穿刺而不伤到任何人，结果发现鳕鱼的骨头在超声下很像钙化灶。模型在冰箱里可以保存一周，价钱比一顿午饭还便宜。配方以四种语言免费公开。学会评委从七十三件作品中选中了它。奖金将用来拍一部演示制作过程的短片，短片将在11月15日完成。

学会把期刊改由自己出版 | 西安 | 2026
从明年一月起学会自己出版期刊。三十年来期刊由一家出版社承办，利润和版权都归出版社。设在西安的新编辑部将让所有文章立即免费阅读，作者保留版权。图书馆的订费改为资助，已有八十家图书馆表示愿意继续付款。理事会预计头两年略有亏损。会员以六百一十二票对四十八票赞成这一改变。主编留任。12月31日仍在审稿的稿件转到新编辑部，不必重新送审。

小医院联合购买造影剂 | 大理 | 2025
大理周围的十四家小医院如今联合购买造影剂，价钱比从前便宜五分之一。更重要的是浪费少了：一辆小货车把快到期的药品从一家医院送到需要它的另一家。这个主意出自两位药师，地区学会支付了小货车第一年的费用。这一年里各医院省下的钱相当于两位护士的工资。其他地区可以照搬合同，合同就在学会网站上。联合体将于9月8日开会，决定是否接纳邻省的医院。

新课程教人在灯下和用手机读片 | 喀什 | 2026
停电的时候怎么看片子？学会在喀什举办的课程用镜子、汽车电瓶和手机的闪光灯来回答。二十二位医务人员参加了课程，他们都来自没有放射科医生的卫生院。两个星期里，他们上午读片，下午一起去看病人。他们学会了哪些发现不能等待，以及怎样拍下片子，让远方的同事也能判断。课程将在七月再办一次。一本六十页的手册印在不怕雨水的纸上，将送到本地区所有的卫生院。

巡回筛查车迎来第十万位客人 | 兰州 | 2025
那辆有黄色条纹的车迎来了第十万位客人。她是一位牧羊人，在一个星期二的两场雨之间来到车上，得到了一个蛋糕。十四年来，这辆车走遍兰州后面的山谷，为五十岁以上的妇女做乳腺检查，不用预约。三位司机用坏了四台发动机。车子停过的地方，参加筛查的妇女比要自己赶路的地方多一倍。学会想为河边地区再买一辆车，正在募捐，钱已筹到五分之一。
"""

ABOUT = {
    "en": "About the society: founded by nine physicians in a rented room, it now has members in sixty countries,"
    " holds a congress every second year and publishes two journals. Press office: write to us at any time.",
    "zh": "关于学会：学会由九位医师在一间租来的屋子里创立，如今在六十个国家有会员，每两年举办一次大会，出版两种期刊。",
}
LEAD = {
    "en": "Our correspondent reports from the meeting of the societies this week.",
    "zh": "本报记者从本周的学会会议上报道。",
}
READ = {
    "en": "Read the whole story on the site of the society. Photo: press office.",
    "zh": "全文请见学会网站。图片由学会提供。",
}
MORE = {
    "en": "A spokesman of the ministry, asked for comment, called it a step in the right direction and said that"
    " other regions were watching closely what would come of it.",
    "zh": "卫生部门发言人在回答提问时说，这是朝正确方向迈出的一步，其他地区也在密切关注结果。",
}
RETITLED = {
    "en": (
        "What members should know this week",
        "From the societies: news in brief",
        "A step that others may follow",
    ),
    "zh": ("本周会员须知", "学会简讯", "值得借鉴的一步"),
}
ELSEWHERE = {"en": ("Tallinn", "Cusco", "Bergen", "Accra"), "zh": ("昆明", "长春", "贵阳", "厦门")}
COLUMN = {
    "en": "The column of the month answers three questions of members. How long must films be kept? As long as the"
    " law of the country says, and never less than ten years. Who may see them? The patient, the physicians who"
    " treat the patient, and nobody else without consent. What becomes of them when a practice closes? The society"
    " keeps a list of archives that take them. Write to the editor with questions for the next column.",
    "zh": "本月专栏回答会员的三个问题。片子要保存多久？按照法律规定，至少十年。谁可以看？病人本人、为病人治疗的"
    "医师，此外未经同意谁也不可以。诊所关闭以后怎么办？学会有一份接收片子的档案馆名单。欢迎来信提出下月的问题。",
}
MONTHS = {
    "en": ("January", "February", "March", "April", "June", "October"),
    "zh": ("一月", "二月", "三月", "四月", "六月", "十月"),
}


def originals():
    """Yield each text with its language, its place and its year."""
    for language, texts in (("en", ENGLISH), ("zh", CHINESE)):
        for number, block in enumerate(texts.strip().split("\n\n")):
            head, _, text = block.partition("\n")
            title, place, year = head.split(" | ")
            link = f"https://society.example/{language}/news/{number}"
            yield Piece(title=title, text=text, link=link), language, place, year


def sentences(text):
    mark = "。" if "。" in text else ". "
    return [part + mark.strip() for part in text.split(mark) if part]


def retellings(one, language, number):
    """Yield the ways in which a paper tells a society's news again."""
    paper = replace(
        one, source="paper", link=f"https://paper.example/{language}/{number}", date=NOON + timedelta(days=2)
    )
    join = "" if language == "zh" else " "
    parts = sentences(one.text)
    other_title = RETITLED[language][number % 3]
    yield (
        replace(paper, link=f"{one.link}?utm_source=mail&fbclid=1", title=other_title, text=READ[language]),
        "tracking parameters",
    )
    yield replace(paper, link=f"{one.link}/amp/", title=other_title, text=parts[0]), "AMP"
    yield replace(paper, title=other_title), "retitled"
    yield replace(paper, text=join.join(parts[:3])), "cut to a summary"
    yield (
        replace(
            paper,
            title=other_title,
            text=join.join((LEAD[language], one.text, READ[language], ABOUT[language])),
        ),
        "words around",
    )
    yield replace(paper, title=other_title, text=join.join(parts[:2] + parts[3:])), "captions gone"
    yield (
        replace(paper, title=other_title, text=join.join([*parts[:4], MORE[language], *parts[4:]])),
        "a paragraph added",
    )
    yield replace(paper, title=other_title, text=join.join(parts[1:])), "its first sentence gone"


def lookalikes(one, language, place, year, number):
    """Yield news that looks the same and is not."""
    later = NOON + timedelta(days=365)
    elsewhere = replace(one, source="paper", link=f"https://paper.example/{language}/n{number}")
    in_year = f"{one.title} ({year})"
    yield (
        replace(one, title=in_year),
        replace(elsewhere, title=f"{one.title} ({int(year) + 1})", date=later),
        "next year",
    )
    ordinals = ("the 21st year", "the 22nd year") if language == "en" else ("第二十一届", "第二十二届")
    yield (
        replace(one, title=f"{one.title}: {ordinals[0]}"),
        replace(elsewhere, title=f"{one.title}: {ordinals[1]}", date=later),
        "next edition",
    )
    other = ELSEWHERE[language][number % 4]
    if language == "en":
        yield (
            replace(one, title=f"{one.title}, {place}"),
            replace(elsewhere, title=f"{one.title}, {other}", text=one.text.replace(place, other)),
            "another city",
        )
    months = MONTHS[language]
    first, second = months[number % 6], months[(number + 1) % 6]
    column = "The editor's column, {}" if language == "en" else "编辑专栏（{}）"
    yield (
        replace(one, title=column.format(first), text=COLUMN[language]),
        replace(
            elsewhere, title=column.format(second), text=COLUMN[language], date=NOON + timedelta(days=31)
        ),
        "next month's column",
    )


def pairs():
    """Return all pairs."""
    found = []
    kept = list(originals())
    for number, (one, language, place, year) in enumerate(kept):
        found += [(one, other, True, way) for other, way in retellings(one, language, number)]
        found += [(*pair, False, way) for *pair, way in lookalikes(one, language, place, year, number)]
        for step in (1, 2):
            other, *_ = kept[(number + step) % len(kept)]
            join = "" if language == "zh" else " "
            about = replace(other, source="paper", text=other.text + join + ABOUT[language])
            found.append(
                (replace(one, text=one.text + join + ABOUT[language]), about, False, "words around both")
            )
    return found
