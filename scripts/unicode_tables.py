#!/usr/bin/env python3
"""Write Sources/CUnicodeTables: the two-stage table that folds and classes every code point.

    scripts/unicode_tables.py            (from the root of the repository; Python 3.9 or later, no packages)

A text folded by this table reads the same in all its spellings: case, accents, width, ligatures and
compatibility forms (NFKD, then case folding, then without non-spacing marks, to a fixed point), final
sigma and Hebrew final letters, Arabic letter forms and tatweel, Cyrillic yo, Turkish dotless i, any
script's digits as ASCII, the traditional forms of common Han characters as their simplified ones.
Vowel signs of Indic and Thai scripts are letters there and stay.

Entry (32 bits): class in bits 28-31; bit 25 the character stays as it is, bit 26 the low bits are an
index into the pool (a length, then code points), bit 27 nothing is left of it; else the code point.
"""
import os
import unicodedata as u

OTHER, LETTER, DIGIT, SINGLE, MARK, JOIN = 0, 1, 2, 3, 4, 5
SAME, POOLED, NOTHING = 1 << 25, 1 << 26, 1 << 27
SHIFT = 7
SIZE = 1 << SHIFT

# Scripts without spaces between words: each character is a word. Hangul too, because particles and compounds
# are written together with names.
SINGLES = [(0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF),
           (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3134F)]

EXTRA = {'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'þ': 'th', 'ð': 'd',
         'ŧ': 't', 'ŋ': 'n', 'ĳ': 'ij', 'ƒ': 'f', 'ə': 'a', 'ё': 'е', 'ґ': 'г', 'ѐ': 'е', 'ѝ': 'и',
         # Arabic script: one letter for each of its national forms.
         'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ى': 'ي', 'ی': 'ي', 'ې': 'ي', 'ے': 'ي', 'ک': 'ك', 'ڪ': 'ك', 'ة': 'ه',
         'ہ': 'ه', 'ھ': 'ه', 'ۃ': 'ه', 'ە': 'ه', 'ں': 'ن', 'ڤ': 'ف', 'ـ': '',
         # Hebrew final letters.
         'ך': 'כ', 'ם': 'מ', 'ן': 'נ', 'ף': 'פ', 'ץ': 'צ',
         # Indic: nukta is left out by many hands, and the two nasal signs are interchanged.
         '\u093c': '', '\u09bc': '', '\u0901': '\u0902', '\u200d': '', '\u0981': '\u0982'}

# Traditional and simplified Han, pairwise. The characters that news uses most; not a dictionary.
TRADITIONAL = (
    '萬與專業東絲兩嚴喪個豐臨為麗舉義烏樂習鄉書買亂爭於虧雲亞產親褻億僅從侖倉儀們價眾優會傘偉傳傷倫偽體餘傭債傾償儲兒黨蘭關興養獸內岡冊寫軍農馮衝決況凍淨準涼減湊'
    '幾鳳憑凱擊劃劉則剛創刪別劑劍劇勸辦務動勵勁勞勢區醫華協單賣盧衛卻廠廳歷厲壓縣參雙發變葉號歎嚇嗎啟員聽吳啊嗚國圖圓聖場塊堅壇壞墜壘執報壯聲處備複夠頭誇奪奮獎婦媽'
    '孫學寧寶實寵審憲宮寬賓對尋導將爾塵嘗堯屆屬層島嶺岸峽嶼幣帥師帳帶幫乾廣莊慶庫應廟廢開異棄張彌彎彈強歸當錄徹徵德憶憂懷態憐總懇惡惱愛慮慣憤懶戰戲戶護撲擴掃揚擾'
    '撫拋搶擁攔擇掛揮損換據擔擬擺攜攝敗敵數齋斷無舊時曠曬晉曉暫術樸機殺雜權條來楊極構槍楓標棧樹橋檢樓橫歐歡殘氣漢湯溝沒灃淪滬濘淚潔濟濃濤澇灣濕滿漁滅滲潤澀測灑'
    '燈靈災爐點煉熱煙燒營爺牆獨獵獲猶獻環現瑪產電畫暢療瘋盜盡監盤眞睜礎礦碼確禮離種積稱穩窮竊競筆範築簡糧糾紅約級紀純紗綱納縱紛紙紡細終組經結繞給統絕繼績緒續維綜綠網緊線練'
    '編緩總縮繳羅罰罷義聯職聰肅腦腳臉膽臟舉艦艙藝節蘇蘋藍虛蟲蠻補襲裝見規視覺觀計訂認討讓訓議記講許論設訪證評識詐訴診詞試詩誠話誕該詳誤說請諸諾讀課誰調談謀謊謝譯護財責賢敗貨質販貪貧購'
    '貫費賀貴資賭賴賺賽贊趙趕趨躍車軌軟轟轉輪輕較載輔輛輩輝輸轄邊達遷過運還這進遠違連遲選遺鄧鄭釋裡鑒針鈾鉤鋼鑰鐘錢鐵鎖銀銷錯鍵鎮長門閃閉問間聞閣閱隊陽陰階際陸陳險隨隱難雞雖雙霧靜韓頁頂項順須'
    '頓領頻題額顏顧願顯風飛飯飲館馬馳駐駕駛騎騙騷驗驚魚鮑鮮鳥鳴鷹麥黃齊齡龍龜勝臺灣裏週後隻鬥佔衆佈採')
SIMPLIFIED = (
    '万与专业东丝两严丧个丰临为丽举义乌乐习乡书买乱争于亏云亚产亲亵亿仅从仑仓仪们价众优会伞伟传伤伦伪体余佣债倾偿储儿党兰关兴养兽内冈册写军农冯冲决况冻净准凉减凑'
    '几凤凭凯击划刘则刚创删别剂剑剧劝办务动励劲劳势区医华协单卖卢卫却厂厅历厉压县参双发变叶号叹吓吗启员听吴啊呜国图圆圣场块坚坛坏坠垒执报壮声处备复够头夸夺奋奖妇妈'
    '孙学宁宝实宠审宪宫宽宾对寻导将尔尘尝尧届属层岛岭岸峡屿币帅师帐带帮干广庄庆库应庙废开异弃张弥弯弹强归当录彻征德忆忧怀态怜总恳恶恼爱虑惯愤懒战戏户护扑扩扫扬扰'
    '抚抛抢拥拦择挂挥损换据担拟摆携摄败敌数斋断无旧时旷晒晋晓暂术朴机杀杂权条来杨极构枪枫标栈树桥检楼横欧欢残气汉汤沟没沣沦沪泞泪洁济浓涛涝湾湿满渔灭渗润涩测洒'
    '灯灵灾炉点炼热烟烧营爷墙独猎获犹献环现玛产电画畅疗疯盗尽监盘真睁础矿码确礼离种积称稳穷窃竞笔范筑简粮纠红约级纪纯纱纲纳纵纷纸纺细终组经结绕给统绝继绩绪续维综绿网紧线练'
    '编缓总缩缴罗罚罢义联职聪肃脑脚脸胆脏举舰舱艺节苏苹蓝虚虫蛮补袭装见规视觉观计订认讨让训议记讲许论设访证评识诈诉诊词试诗诚话诞该详误说请诸诺读课谁调谈谋谎谢译护财责贤败货质贩贪贫购'
    '贯费贺贵资赌赖赚赛赞赵赶趋跃车轨软轰转轮轻较载辅辆辈辉输辖边达迁过运还这进远违连迟选遗邓郑释里鉴针铀钩钢钥钟钱铁锁银销错键镇长门闪闭问间闻阁阅队阳阴阶际陆陈险随隐难鸡虽双雾静韩页顶项顺须'
    '顿领频题额颜顾愿显风飞饭饮馆马驰驻驾驶骑骗骚验惊鱼鲍鲜鸟鸣鹰麦黄齐龄龙龟胜台湾里周后只斗占众布采')
assert len(TRADITIONAL) == len(SIMPLIFIED), (len(TRADITIONAL), len(SIMPLIFIED))
HAN = {a: b for a, b in zip(TRADITIONAL, SIMPLIFIED) if a != b}


def kind(code):
    """The class of a code point."""
    character = chr(code)
    category = u.category(character)
    if code in (0x00AD, 0x200B, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF) or 0xFE00 <= code <= 0xFE0F or 0x202A <= code <= 0x202E:
        return JOIN
    if category[0] == 'M' or code in (0xFF9E, 0xFF9F):
        return MARK
    if any(first <= code <= last for first, last in SINGLES) and category[0] in 'LN' and category != 'Nd':
        return SINGLE
    if category[0] == 'L':
        return LETTER
    return DIGIT if category[0] == 'N' and (u.decimal(character, None) is not None or category != 'Nl') else OTHER


def kept(mark):
    """Marks that are letters of their script."""
    code = ord(mark)
    return u.category(mark) != 'Mn' or 0x3099 <= code <= 0x309A or 0x0900 <= code <= 0x0DFF or 0x0E00 <= code <= 0x0FFF \
        or 0x1000 <= code <= 0x109F or 0x1780 <= code <= 0x17FF


def fold(code):
    """What is left of a code point, as a string."""
    if kind(code) == JOIN:
        return ''
    text, last = chr(code), None
    if u.decimal(text, None) is not None:
        return str(u.decimal(text))
    while text != last:
        last = text
        text = u.normalize('NFKD', text.casefold())
        if 0xAC00 <= code <= 0xD7A3 or 0x3040 <= code <= 0x30FF or 0xFF66 <= code <= 0xFF9D:
            text = u.normalize('NFC', text)
        text = ''.join(c for c in text if kept(c))
        text = ''.join(EXTRA.get(c, HAN.get(c, c)) for c in text)
        # A compatibility form may bring spaces and punctuation of its own (fractions, circled letters).
        text = ''.join(c for c in text if kind(ord(c)) not in (OTHER, JOIN)) or (text if kind(code) == OTHER else '')
    # A reader reserves three times the text's size: some Arabic ligatures are whole phrases.
    while len(text.encode()) > 3 * len(chr(code).encode()):
        text = text[:-1]
    return text


def tables():
    pool, places = [], {}

    def entry(code):
        if 0xD800 <= code <= 0xDFFF:
            return 0
        group, text = kind(code) << 28, fold(code)
        if kind(code) == OTHER:
            return 0
        if not text:
            return group | NOTHING
        if len(text) == 1:
            return group | (SAME if ord(text) == code else ord(text))
        if text not in places:
            places[text] = len(pool)
            pool.append(len(text))
            pool.extend(map(ord, text))
        return group | POOLED | places[text]

    blocks, order, first = {}, [], []
    for index in range(0x110000 >> SHIFT):
        block = tuple(entry((index << SHIFT) + i) for i in range(SIZE))
        if block not in blocks:
            blocks[block] = len(order)
            order.append(block)
        first.append(blocks[block])
    return first, [x for block in order for x in block], pool


def main():
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'Sources', 'CUnicodeTables')
    first, second, pool = tables()
    parts = [('uint16_t', 'hl_stage1', first), ('uint32_t', 'hl_stage2', second), ('uint32_t', 'hl_pool', pool)]
    head = '// Written by scripts/unicode_tables.py (Unicode %s); change that.\n' % u.unidata_version
    with open(os.path.join(folder, 'include', 'hl_unicode.h'), 'w', encoding='utf-8') as file:
        file.write(head + '#pragma once\n#include <stdint.h>\n\n')
        for type_, name, values in parts:
            file.write('extern const %s %s[%d];\n' % (type_, name, len(values)))
        file.write('\n// A C array comes into Swift as a huge tuple; its address does not.\n')
        for type_, name, values in parts:
            file.write('static inline const %s *%s_address(void) { return %s; }\n' % (type_, name, name))
            file.write('static inline int %s_count(void) { return %d; }\n' % (name, len(values)))
    with open(os.path.join(folder, 'tables.c'), 'w', encoding='utf-8') as file:
        file.write(head + '#include "hl_unicode.h"\n')
        for type_, name, values in parts:
            file.write('\nconst %s %s[%d] = {\n' % (type_, name, len(values)))
            for i in range(0, len(values), 16):
                file.write(','.join(map(str, values[i:i + 16])) + ',\n')
            file.write('};\n')
    print('%d entries, %d bytes' % (len(second), len(first) * 2 + len(second) * 4 + len(pool) * 4))


if __name__ == '__main__':
    main()
