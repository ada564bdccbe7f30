#include "core/data/world_lexicon.h"

namespace espalier::world {

// English words, commonest first. Irregular forms stand behind slashes; an animal's gender at the
// end.
std::string_view englishWords()
{
    return R"(noun beast_jobs: fox hen bear mouse/mice wolf/wolves rabbit crow duck lion cat dog goose/geese frog squirrel turtle owl hedgehog deer/deer badger sheep/sheep donkey cow horse goat rooster swan beaver bee monkey ant tiger cricket elephant sparrow mole robin otter butterfly raven dove snail magpie toad stork camel heron boar lark lizard mare moose/moose quail ox/oxen ewe peacock wren buffalo panda crab ladybird stag vixen ferret weasel marmot lynx panther jackal hyena gazelle antelope zebra giraffe kangaroo koala lemur llama alpaca pony jackdaw starling blackbird bullfinch falcon hawk eagle crane pelican flamingo newt gecko salamander dormouse/dormice shrew vole stoat mongoose porcupine raccoon skunk walrus seal
noun jobs: farmer baker potter weaver tailor miller fisher shepherd carpenter gardener teacher doctor merchant painter singer cook hunter smith sailor mason tanner cobbler beekeeper innkeeper piper drummer clockmaker glassmaker basketmaker candlemaker woodcutter bookbinder goldsmith butcher grocer brewer barber messenger librarian scribe dancer poet nurse builder driver dyer florist groom herbalist jeweller lamplighter locksmith mapmaker midwife musician netmaker organist pilot printer roofer saddler shoemaker soldier stonecutter storyteller tinker toymaker wheelwright sculptor waiter tutor surgeon lawyer judge guard guide knight mayor thatcher trader trapper vet violinist porter ranger reporter plumber mechanic magician lifeguard juggler joiner inventor hatter harpist glover gamekeeper engineer dentist chemist captain caretaker bricklayer astronomer artist actor archer bellringer blacksmith cartwright chandler cooper fiddler forester furrier fishmonger goatherd organ-grinder papermaker puppeteer ropemaker sailmaker
noun foods: apple pear cake pie egg cookie plum carrot peach onion potato/potatoes cherry bun fig lemon turnip orange nut pancake tomato/tomatoes pumpkin cabbage banana melon sausage walnut mushroom biscuit muffin tart chestnut berry radish grape apricot waffle pretzel olive almond cucumber beetroot parsnip strawberry blueberry raspberry blackberry dumpling sandwich roll pickle pineapple coconut mango/mangoes lime quince date leek pepper artichoke acorn hazelnut peanut doughnut cupcake pastry scone gooseberry currant cranberry nectarine tangerine papaya avocado omelette noodle meatball cracker wafer bagel bean pea lentil eclair crumpet flapjack croissant brownie macaroon truffle lollipop gingersnap fritter kebab burger taco burrito falafel rusk scallop oyster mussel clam anchovy sardine herring kipper chilli shallot sprout courgette aubergine chickpea chive clove mulberry elderberry rosehip loganberry plantain passionfruit lychee guava kiwi persimmon pomegranate clementine mandarin satsuma grapefruit kumquat
noun tools: hammer basket bucket rope/ropes knife/knives axe saw shovel needle lamp ladder broom wheel net spade hook brush rake candle barrel cart plough kettle bowl spoon fork chisel pot pan jug bottle key lock chain nail bell drill anvil sickle hoe wrench pulley lantern sieve funnel whistle scale lever pickaxe trowel mallet file plane rasp spindle loom bellows/bellows crate sack hose ruler compass spanner clamp vice awl mop dustpan scythe pitchfork watering-can wheelbarrow handcart crowbar screwdriver screw bolt hinge wedge winch crank anchor oar paddle rudder sail mast buoy tripod magnifier telescope microscope thermometer barometer hourglass sundial strainer ladle spatula whisk grater peeler corkscrew rolling-pin mortar pestle thimble bobbin shuttle dipper trough flask canteen churn
noun toys: ball kite doll drum boat top puppet marble hoop puzzle swing robot rattle yo-yo sled balloon mask crayon sticker trumpet teddy block card dice/dice slide seesaw pinwheel scooter wagon trampoline domino/dominoes jigsaw figurine tambourine xylophone kazoo skipping-rope stilt marionette pogo-stick hula-hoop catapult slingshot boomerang kaleidoscope periscope whirligig snow-globe rocking-horse bobble beanbag frisbee racket bat tricycle unicycle bicycle go-kart spinning-top dollhouse
noun clothes: hat coat scarf/scarves shirt dress cloak glove boot cap belt shoe sock jacket apron sweater skirt vest mitten ribbon robe shawl sandal slipper cape bonnet tunic blouse hood pocket collar sash jersey kimono turban veil waistcoat parka anorak poncho pullover cardigan turtleneck overcoat raincoat petticoat corset gown sari toga tutu leotard garter stocking legging clog moccasin wellington trainer bootlace shoelace earmuff beret bowler fedora sombrero headscarf headband hairband bow-tie tie cufflink buckle badge
noun treasures: ring coin purse necklace watch jewel pearl bracelet crown brooch locket medal ruby diamond emerald sapphire amulet goblet opal chalice sceptre tiara amethyst pendant earring anklet cameo signet garnet topaz doubloon ducat florin sovereign trophy statuette figurehead tapestry reliquary snuffbox timepiece
noun home: table chair bed chest shelf/shelves box mirror pillow blanket carpet curtain bench stool cupboard clock stove picture vase plate cup cradle desk sofa drawer wardrobe mattress towel tray jar rug footstool hammock bookcase teapot saucer napkin quilt cushion fireplace doorbell lampshade chandelier candlestick armchair headboard bunk hatstand coat-rack doormat doorknob pew settee ottoman sideboard dresser nightstand bookend inkwell paperweight washstand basin bathtub sponge ironing-board washboard duster bin coaster placemat tablecloth tureen platter decanter mug tumbler breadbin
noun books: book letter map diary notebook poem story song list card ticket poster newspaper scroll calendar dictionary photograph painting riddle recipe postcard leaflet pamphlet booklet atlas almanac manual novel fable ballad sonnet psalm hymn sketch sketchbook album scrapbook catalogue magazine journal chronicle manuscript parchment certificate receipt cookbook storybook songbook logbook
noun flowers: rose daisy tulip lily poppy sunflower violet bluebell daffodil pansy orchid iris carnation dandelion snowdrop crocus marigold lavender primrose peony buttercup hyacinth foxglove jasmine petunia camellia geranium magnolia anemone aster azalea begonia chrysanthemum clematis cornflower cowslip dahlia forget-me-not freesia fuchsia gladiolus/gladioli heather hollyhock honeysuckle larkspur lobelia lotus lupin mimosa nasturtium oleander pimpernel rhododendron snapdragon thistle verbena wallflower wisteria zinnia edelweiss hibiscus gardenia gerbera
noun trees: oak pine birch willow maple elm ash fir cedar poplar beech spruce palm linden alder cypress yew juniper hawthorn larch sycamore aspen baobab eucalyptus hemlock hornbeam mahogany mangrove redwood rowan sequoia teak
noun little: bird fish/fish lamb kitten puppy chick kid foal calf/calves duckling bug worm beetle spider fly moth gosling cub fawn piglet caterpillar dragonfly grasshopper firefly tadpole shrimp seal dolphin whale penguin parrot canary pigeon turkey goldfish/goldfish hamster gecko newt bat ladybug hornet wasp mantis/mantises silkworm earthworm leech minnow trout/trout salmon/salmon eel crayfish/crayfish lobster starfish/starfish jellyfish/jellyfish seahorse squid/squid octopus sparrowhawk finch bullfinch goldfinch cuckoo kingfisher nightingale starling thrush swallow budgie cockatoo pheasant partridge guinea-pig gerbil ferret weasel stoat shrew vole dormouse/dormice chipmunk bunny hare leveret polecat salamander
noun spots: mill well bridge market river church school barn gate pond garden lake inn tower hill road square harbour cave fountain castle station bakery library fence field stable orchard wall path beach chapel cottage dam ditch dock farm forge graveyard haystack hedge henhouse hut kennel lighthouse mine monument museum palace park pier quarry ruin shed shrine signpost spring statue stream temple tent theatre tunnel vineyard warehouse waterfall windmill workshop yard abbey alley arch bandstand bathhouse belfry boathouse bus-stop cabin canal cemetery cloister courtyard crossroads/crossroads dairy fairground footbridge gallery gatehouse greenhouse guildhall hospital jetty kiln laundry manor marketplace milestone moat monastery mansion nursery oasis observatory pavilion playground post-office priory promenade sawmill smithy storehouse tavern town-hall viaduct watermill waterworks wharf zoo
noun sewn: hat coat scarf/scarves shirt dress cloak jacket cap vest skirt apron sweater robe shawl cape bonnet tunic blouse hood sash jersey kimono waistcoat pullover poncho turban nightgown
noun pets: bird kitten puppy lamb chick duckling kid foal calf/calves gosling cub fawn piglet bunny swallow pigeon hare parrot canary thrush starling dormouse/dormice chipmunk hamster weasel nightingale
adj crafted: fine strong sturdy beautiful splendid solid handsome elegant shiny neat sharp smooth
adj hues: red blue green white yellow black brown grey purple pink orange golden silver violet crimson turquoise beige indigo scarlet olive cream maroon lilac
noun landmarks: market school church mill inn bakery library square well tower harbour station castle bridge theatre museum chapel fountain garden lighthouse park temple palace barn warehouse forge tavern town-hall post-office hospital playground courtyard greenhouse smithy monastery marketplace zoo gallery
noun rooms: kitchen cellar attic hall bedroom pantry porch parlour study nursery stairwell laundry balcony loft hallway dining-room bathroom lounge scullery storeroom conservatory outhouse vault den music-room
noun sounds: flute violin guitar harp piano fiddle horn cello banjo lute clarinet organ bagpipe harmonica mandolin oboe tuba zither accordion lyre
mass materials: wood iron copper stone tin bamboo brass silver bronze steel clay glass marble pewter ivory granite
mass dishes: bread soup cheese honey milk rice butter stew jam tea salad corn juice yoghurt pudding cream cider marmalade gravy custard lemonade cocoa syrup curry cornbread pasta porridge chocolate toffee popcorn spinach garlic parsley rhubarb ginger cinnamon vanilla tofu seaweed ham bacon beef pork salmon trout tuna gingerbread shortbread
mass cloths: wool silk cotton linen leather felt velvet fur lace satin flannel denim hemp tweed
mass soups: soup porridge stew broth rice oatmeal pasta pudding gruel
mass feed: milk bread corn grain hay honey oatmeal barley oats
adj colors: red blue green white yellow black brown golden grey purple pink silver orange violet scarlet crimson turquoise beige amber indigo bronze maroon lilac olive ivory teal navy lavender ruby copper coral cream khaki mauve ochre peach rust sapphire tan
adj looks: big small old new pretty little heavy shiny lovely fine strange beautiful wonderful useful ugly plain clean cheap tiny large dusty rusty striped spotted painted polished fragile sturdy worn delicate enormous huge elegant fancy ordinary precious rare simple splendid antique sparkling curious costly handsome charming unusual odd dainty marvellous magnificent expensive colourful faded battered priceless modern shabby humble graceful glittering gleaming glossy gorgeous graceful impressive intricate jolly neat noble patched quaint remarkable royal sleek snug superb tattered tidy trusty vintage weathered well-made wonky
adj happy: happy glad cheerful pleased merry content joyful delighted relieved overjoyed elated jubilant thrilled grateful proud hopeful calm excited lighthearted thankful blissful radiant gleeful satisfied tickled peaceful amused charmed touched comforted
adj sad: sad unhappy upset miserable worried gloomy disappointed heartbroken discouraged sorrowful lonely tearful ashamed downcast glum dejected wretched troubled distressed mournful weary sorry hurt embarrassed dismayed forlorn crestfallen dispirited anguished blue
adj honest: honest truthful trustworthy upright sincere frank candid fair
adj dishonest: dishonest greedy sly deceitful crafty cunning false shifty
adj working: hard-working diligent industrious busy tireless eager active keen
adj lazy: lazy idle sleepy sluggish drowsy slothful listless dawdling
adj patient: patient steady persistent determined calm unhurried constant stubborn
adj hasty: hasty impatient restless hurried rash fidgety jumpy hotheaded
adj generous: generous kind unselfish good-hearted giving warm-hearted big-hearted charitable
adj selfish: selfish stingy mean unkind miserly grasping tight-fisted cold-hearted
adj careful: careful cautious wise prudent watchful sensible thoughtful alert
adj careless: careless reckless thoughtless foolish heedless rash giddy wild
adj brave: brave bold fearless courageous daring gallant plucky valiant
adj timid: timid cowardly fearful shy nervous faint-hearted jittery meek
adj loyal: loyal faithful reliable dependable true devoted steadfast dutiful
adj forgetful: forgetful unreliable fickle disloyal absent-minded scatterbrained dreamy flighty
adj proudful: boastful vain conceited arrogant haughty pompous cocky smug
adj clever: clever smart bright sensible shrewd sharp quick-witted knowing
adj silly: silly simple-minded gullible dull naive foolish dim vain
adj friendly: friendly helpful polite caring attentive considerate thoughtful kindly
adj rude: rude unfriendly selfish bad-tempered grumpy impolite cold surly
adj measures: tall/taller/tallest old/older/oldest strong/stronger/strongest fast/faster/fastest young/younger/youngest heavy/heavier/heaviest short/shorter/shortest quick/quicker/quickest slow/slower/slowest loud/louder/loudest light/lighter/lightest brave/braver/bravest wise/wiser/wisest busy/busier/busiest rich/richer/richest poor/poorer/poorest thin/thinner/thinnest clever/cleverer/cleverest neat/neater/neatest noisy/noisier/noisiest lucky/luckier/luckiest gentle/gentler/gentlest calm/calmer/calmest kind/kinder/kindest big/bigger/biggest small/smaller/smallest quiet/quieter/quietest polite/politer/politest
adj sizes: heavy/heavier/heaviest big/bigger/biggest small/smaller/smallest old/older/oldest new/newer/newest cheap/cheaper/cheapest light/lighter/lightest pretty/prettier/prettiest strange/stranger/strangest rare/rarer/rarest large/larger/largest clean/cleaner/cleanest fine/finer/finest plain/plainer/plainest dirty/dirtier/dirtiest ugly/uglier/ugliest tiny/tinier/tiniest shiny/shinier/shiniest lovely/lovelier/loveliest dear/dearer/dearest odd/odder/oddest costly/costlier/costliest
adj temper: sunny warm bright clear mild windy cool fine grey misty frosty dry pleasant breezy chilly cloudy crisp dewy drizzly glorious golden hazy humid lovely overcast peaceful showery snowy stormy sultry wintry
adv ways: quickly slowly quietly carefully gently happily softly gladly calmly eagerly politely patiently bravely cheerfully silently warmly kindly proudly steadily neatly merrily thoughtfully hopefully busily tirelessly skilfully attentively contentedly deftly devotedly diligently faithfully lovingly methodically nimbly painstakingly peacefully precisely swiftly tenderly willingly zealously
adv loud: bitterly softly sadly quietly silently helplessly miserably
verb hobbies: sing/sang dance read/read/reading swim/swam paint run/ran cook draw/drew play fish climb sew/sewed write/wrote bake garden skate walk jump ride/rode sail juggle knit dive/dived whistle hike/hiked/hiking row/rowed hop travel/travelled/travelling carve weave/wove cycle camp hunt/hunted/hunting jog race/raced/racing ski/skied/skiing sketch/sketched/sketching sculpt/sculpted/sculpting recite/recited/reciting study/studied/studying tumble/tumbled/tumbling wander/wandered/wandering wrestle/wrestled/wrestling yodel/yodelled/yodelling fence/fenced/fencing embroider/embroidered/embroidering whittle/whittled/whittling meditate/meditated/meditating bargain/bargained/bargaining browse/browsed/browsing daydream/daydreamed/daydreaming doodle/doodled/doodling explore/explored/exploring hum/hummed/humming joke/joked/joking laugh paddle/paddled/paddling practise/practised/practising rhyme/rhymed/rhyming roam/roamed/roaming saunter/sauntered/sauntering scribble/scribbled/scribbling snooze/snoozed/snoozing splash stroll/strolled/strolling stargaze/stargazed/stargazing tinker/tinkered/tinkering trek/trekked/trekking waltz/waltzed/waltzing
verb indoor: sing/sang read/read/reading paint draw/drew play cook sew/sewed write/wrote bake dance knit carve sketch/sketched/sketching weave/wove
verb outdoor: swim/swam play run/ran fish climb sing/sang walk skate dance jump row/rowed sail ride/rode hike/hiked/hiking camp cycle jog race/raced/racing dive/dived sketch/sketched/sketching picnic/picnicked/picnicking paddle/paddled/paddling
verb skills: swim/swam dance sing/sang paint cook draw/drew fish climb sew/sewed write/wrote bake skate ride/rode sail juggle knit dive/dived whistle row/rowed carve weave/wove ski/skied/skiing sketch/sketched/sketching yodel/yodelled/yodelling sculpt/sculpted/sculpting recite/recited/reciting
verb making: make/made/making shape finish/finished/finishing polish/polished/polishing
noun harvest: apple pear carrot plum potato/potatoes nut cherry turnip onion chestnut walnut mushroom berry grape acorn hazelnut pumpkin cabbage radish bean pea almond beetroot parsnip cucumber tomato/tomatoes fig melon quince lentil
noun beast_spots: river lake pond hill cave stream bridge spring waterfall field path mill well barn orchard hedge haystack ruin road shore cliff bush glade brook rock hollow farm beach thicket clearing dam fence ditch hut gorge ridge puddle boulder grove island
noun fixers: hammer ladder saw rope/ropes nail axe
noun hardware: hammer bucket knife/knives axe saw shovel lamp ladder wheel spade rake barrel kettle bowl spoon fork chisel pot pan jug key lock chain bell sickle hoe lantern table chair chest box bench stool plate cup tray clock vase cradle shelf/shelves
adj furs: brown white black grey golden spotted striped
adj of_foods: ripe fresh sweet juicy sour tasty crisp plump soft round golden red green yellow fragrant delicious tender wild little big huge fine firm bitter crunchy cold warm sticky spicy salted dried roasted shiny speckled pale dark rosy tart mild sun-warmed lovely perfect early late bruised sugary creamy smooth rich savoury wholesome hearty tempting luscious mellow choice fat tiny wrinkled dusty homegrown frozen smoky
adj of_things: shiny dusty striped spotted painted polished fragile sturdy delicate fancy ordinary precious rare splendid antique sparkling curious costly handsome charming unusual odd marvellous magnificent colourful faded battered priceless shabby graceful glittering gleaming glossy gorgeous humble impressive intricate patched quaint remarkable royal superb tidy trusty vintage weathered well-made wonky chipped scratched crooked carved woven mended borrowed foreign favourite flowery simple lucky rough smooth spare second-hand neat plain new old red blue green yellow brown grey purple golden silver white black orange
adj of_spots: old quiet mossy stony sunny shady dusty narrow wide grey white lonely busy crooked ruined hidden distant little big tall low cool misty muddy sandy grassy leafy windy silent famous ancient new crowded empty forgotten peaceful pretty gloomy bright rocky steep round broken wooden snowy dark broad deep damp dry flowery green golden noisy northern southern eastern western upper lower nearby overgrown weathered rusty
adj of_jobs: young old tall short thin stout cheerful quiet grey-haired red-haired freckled bearded lively famous poor rich clever gentle humble merry serious dreamy talkative stern sturdy slender pale rosy sleepy busy curious jolly solemn skilful well-known lonely plump nimble strong tired retired talented wandering learned modest stubborn funny elegant
adj beast_of_jobs: young old big little brown white black grey golden spotted striped red thin fat slender shaggy furry soft swift slow quick quiet lively merry sleepy curious gentle wild shy bright-eyed long-legged long-tailed short-legged sharp-eyed dusty speckled sturdy nimble pale dark silver plump round tiny huge strong clumsy graceful scruffy playful tired
adj of_meals: warm hot thick fresh sweet creamy salty spicy mild thin rich tasty plain homemade cold steaming smooth golden fragrant hearty simple delicious wholesome leftover savoury sour delicate smoky bitter light
adj of_rooms: little big dark bright cosy cold tidy messy sunny narrow quiet dusty warm empty draughty old low spacious crowded damp painted gloomy neat upstairs downstairs
adj of_plants: red blue white yellow pink purple orange violet scarlet crimson pale tall small wild lovely fragrant delicate bright young rare drooping fresh graceful golden slender sturdy late early strange big
adj of_trees: old tall young hollow crooked mighty leafy bare green dead bent lonely gnarled broad slender giant mossy ancient windswept shady
adj of_pets: brown white black grey golden spotted striped shivering tired frightened lost lonely thin fluffy soft young small tiny trembling quiet
union of_sounds: of_things
adj of_materials: good fine old strong dry heavy cheap rough smooth dark pale hard polished new foreign local precious plain leftover shiny
union of_cloths: of_things
adj of_critters: little old young brown grey white black sleepy hungry shy clever lonely merry tired busy curious lazy noisy quiet spotted tiny fat thin lost proud nervous cheerful wet cold golden
union of_home: of_things
union of_treasures: of_things
union of_goods: of_things
union of_buys: of_things
union of_gifts: of_things
union of_keep: of_things
union of_fixers: of_things
union of_hardware: of_things
union of_sewn: of_things
union of_clothes: of_things
union of_harvest: of_foods
union of_flowers: of_plants
union of_growing: of_plants
union of_landmarks: of_spots
union of_dishes: of_meals
union of_soups: of_meals
union of_feed: of_meals
adv manners: quietly slowly quickly calmly suddenly silently simply promptly swiftly softly briskly hastily soon finally gently lightly nimbly steadily carefully cautiously boldly firmly smoothly busily eagerly earnestly seriously thoughtfully dreamily drowsily sleepily lazily casually curiously shyly nervously anxiously timidly secretly openly solemnly gravely stiffly awkwardly clumsily neatly deftly speedily abruptly immediately instantly presently eventually somehow once twice proudly bravely happily gladly merrily cheerfully gracefully patiently politely
adv tones: softly quietly loudly gravely slowly calmly gently firmly warmly kindly shyly politely suddenly cheerfully seriously solemnly eagerly earnestly hastily quickly simply plainly boldly proudly dreamily sleepily curiously nervously anxiously timidly thoughtfully merrily brightly hoarsely sharply drily patiently frankly clearly briskly faintly meekly sternly tenderly wearily breathlessly abruptly casually
noun dayparts: morning afternoon evening day
noun critters: lark sparrow cricket bee frog owl robin beetle moth wren blackbird thrush finch butterfly pigeon squirrel snail spider lizard mole swallow starling magpie grasshopper dragonfly hedgehog toad duckling kitten puppy lamb foal calf/calves chick gosling cub mouse/mice dove hare
verb idles: rest wait watch/watched/watching move hide/hid/hiding sleep/slept/sleeping play drink/drank/drinking hop wander/wandered/wandering hurry/hurried/hurrying doze circle nibble scratch/scratched/scratching listen/listened/listening chirp/chirped/chirping rustle hum/hummed/humming dig/dug/digging yawn/yawned/yawning stretch/stretched/stretching linger/lingered/lingering shiver/shivered/shivering pass/passed/passing
noun gestures: nod breath smile sigh laugh look glance step shrug bow wink blink cough frown grin whistle wave hum clap giggle yawn stretch sniff murmur
adj of_gestures: slow quick deep little short long quiet soft loud tiny gentle shy small sudden thoughtful sleepy secret solemn nervous merry stiff hearty faint silent
noun skies: sky cloud sun moon star rainbow
adj of_skies: pale grey bright dark golden silver red pink white clear misty low wide blue cold faint
mass surprises: surprise delight wonder amazement relief amusement joy confusion envy admiration astonishment annoyance
union goods: foods toys tools clothes treasures home books flowers little
union beast_goods: foods tools flowers toys harvest little
union beast_gifts: toys tools flowers clothes sounds
union beast_keep: tools toys clothes sounds
union beast_foods: harvest foods
union gifts: toys clothes books treasures sounds home
union buys: tools clothes toys home books
union growing: flowers
union keep: treasures tools clothes toys books sounds)";
}

} // namespace espalier::world
