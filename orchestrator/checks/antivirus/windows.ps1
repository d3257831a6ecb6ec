# antivirus: what Security Center knows (PCs only), Defender's own state and history, else services.
$antivirusDone = $false
# What every PC has (Defender since Windows 8.1) and not every server: missing here, absent there.
$antivirusLack = 'missing'
try { if ([string](Get-FrameValue 'SYSTEM\CurrentControlSet\Control\ProductOptions' 'ProductType') -match '^(ServerNT|LanmanNT)$') { $antivirusLack = 'absent' } } catch { }
try {
    if (-not @(Read-FrameWmi 'root' "select Name from __NAMESPACE where Name = 'SecurityCenter2'")) {
        Write-FrameShut 'antivirus' 'products' $antivirusLack 'no root\SecurityCenter2'
    } else {
        $antivirusCame = Read-FrameEach { Read-FrameWmi 'root\SecurityCenter2' 'select displayName, productState from AntiVirusProduct' } { ($_.displayName -replace $frameControl, '?') + "`t" + $_.productState }
        Write-FrameCame 'antivirus' 'products' 'SecurityCenter2' "$canaryName`t0" $antivirusCame
        $antivirusDone = $antivirusCame.Read
    }
} catch { Write-FrameFailure 'antivirus' 'products' $_ }
$antivirusSpace = 'root\Microsoft\Windows\Defender'
$antivirusThere = $false
$antivirusFault = $null
# Before Windows 8 there is nothing to ask; after it, a question that fails tells of nothing absent.
try { $antivirusThere = [bool]@(Read-FrameWmi 'root\Microsoft\Windows' "select Name from __NAMESPACE where Name = 'Defender'") } catch { if ($frameBuild -ge 9200) { $antivirusFault = $_ } }
if ($antivirusFault) {
    foreach ($part in @('defender', 'detections')) { Write-FrameFailure 'antivirus' $part $antivirusFault }
} elseif (-not $antivirusThere) {
    if ($frameBuild -and $frameBuild -lt 9600) { $antivirusLack = 'absent' }
    foreach ($part in @('defender', 'detections')) { Write-FrameShut 'antivirus' $part $antivirusLack "no $antivirusSpace" }
} else {
    $antivirusCame = Read-FrameEach { Read-FrameWmi $antivirusSpace 'select * from MSFT_MpComputerStatus' } {
        ('Microsoft Defender', [int][bool]$_.AntivirusEnabled, [int][bool]$_.RealTimeProtectionEnabled, (Get-FrameTime $_.AntivirusSignatureLastUpdated), $_.AMRunningMode) -join "`t"
    }
    Write-FrameCame 'antivirus' 'defender' 'MSFT_MpComputerStatus' "$canaryName`t`t`t`t" $antivirusCame
    if ($antivirusCame.Read) { $antivirusDone = $true }
    $antivirusNames = @{}
    $antivirusCame = Read-FrameEach {
        Read-FrameWmi $antivirusSpace 'select ThreatID, ThreatName from MSFT_MpThreat' | ForEach-Object { $antivirusNames[[string]$_.ThreatID] = [string]$_.ThreatName }
        Read-FrameWmi $antivirusSpace 'select * from MSFT_MpThreatDetection'
    } {
        (@($_.ThreatID, $antivirusNames[[string]$_.ThreatID], (Get-FrameTime $_.InitialDetectionTime), $_.ThreatStatusID, $_.ProcessName, ($_.Resources -join '>')) -replace $frameControl, '?') -join "`t"
    }
    Write-FrameCame 'antivirus' 'detections' 'MSFT_MpThreatDetection' "0`tmade`t`t`t`thttp://$canaryName/ [$canaryAddress]:9" $antivirusCame
}
if (-not $antivirusDone) {
    # Names of services, which no language changes; whether one protects, a service does not tell.
    $antivirusCame = Read-FrameEach { Read-FrameWmi 'root\cimv2' 'select Name, Started from Win32_Service' } {
        if ($_.Name -match '^(WinDefend|ekrn|AVP.*|klnagent|BkavService.*|CMCAgent.*|VSSERV|EPSecurityService|SepMasterService|ccSvcHst|mfemms|McShield|ntrtscan|TmCCSF|Sophos.*|SAVService|MBAMService|avast! Antivirus|AVG Antivirus|CSFalconService|SentinelAgent)$') { $_.Name + "`t" + [int][bool]$_.Started }
    }
    Write-FrameCame 'antivirus' 'services' 'Win32_Service' "$canaryName`t0" $antivirusCame
}
